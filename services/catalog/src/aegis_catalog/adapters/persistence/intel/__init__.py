"""Entries of feeds."""
