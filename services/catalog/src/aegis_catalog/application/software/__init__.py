"""Malware and tools as people ask for them."""
