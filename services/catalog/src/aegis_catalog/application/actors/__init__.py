"""Threat actors as people ask for them."""
