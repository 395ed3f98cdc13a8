"""Releases of ATT&CK, upgrades and decisions on PostgreSQL."""
