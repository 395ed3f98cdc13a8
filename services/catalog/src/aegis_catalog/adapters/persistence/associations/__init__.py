"""Associations of rules and templates."""
