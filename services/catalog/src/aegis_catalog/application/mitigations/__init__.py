"""Mitigations as people ask for them."""
