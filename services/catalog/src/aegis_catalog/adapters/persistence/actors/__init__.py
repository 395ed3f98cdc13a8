"""Threat actors and what they use."""
