"""Readers and queries of any kind."""
