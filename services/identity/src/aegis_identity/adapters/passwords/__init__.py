"""Passwords: hashing, and the common ones."""
