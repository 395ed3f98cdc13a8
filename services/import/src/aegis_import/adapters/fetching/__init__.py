"""Fetches content of URLs, from public addresses only unless settings allow others."""
