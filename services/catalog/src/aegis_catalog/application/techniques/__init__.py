"""Techniques as people ask for them."""
