"""Accounts on PostgreSQL."""
