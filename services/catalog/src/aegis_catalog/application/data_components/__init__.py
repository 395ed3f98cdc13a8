"""Data components as people ask for them."""
