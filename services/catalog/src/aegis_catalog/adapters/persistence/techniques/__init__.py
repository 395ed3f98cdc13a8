"""Techniques and what belongs to them."""
