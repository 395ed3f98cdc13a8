"""Tactics as people ask for them."""
