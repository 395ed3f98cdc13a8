"""Signatures of the trail's head."""
