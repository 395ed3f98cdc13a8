"""Threat actors of our own."""
