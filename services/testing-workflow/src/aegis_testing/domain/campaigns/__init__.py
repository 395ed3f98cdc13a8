"""Campaigns: tests that belong together."""
