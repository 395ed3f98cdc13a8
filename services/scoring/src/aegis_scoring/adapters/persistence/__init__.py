"""Scoring on PostgreSQL."""
