"""Techniques of our own."""
