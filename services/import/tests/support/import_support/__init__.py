"""Builders, fakes and readers for the import's tests."""
