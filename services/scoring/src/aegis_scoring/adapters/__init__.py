"""Scoring on real technology."""
