"""Mitigations."""
