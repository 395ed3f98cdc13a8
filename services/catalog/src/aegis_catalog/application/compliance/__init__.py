"""Frameworks, controls and mappings as people ask for them."""
