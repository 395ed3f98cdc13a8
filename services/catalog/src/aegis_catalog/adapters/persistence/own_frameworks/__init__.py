"""Frameworks of our own."""
