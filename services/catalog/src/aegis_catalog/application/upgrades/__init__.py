"""Releases of ATT&CK, upgrades from one to another, and what people decide in them."""
