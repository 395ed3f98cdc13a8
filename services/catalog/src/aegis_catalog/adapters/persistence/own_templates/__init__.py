"""Test templates of our own."""
