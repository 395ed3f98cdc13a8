"""Entries of feeds as people ask for them."""
