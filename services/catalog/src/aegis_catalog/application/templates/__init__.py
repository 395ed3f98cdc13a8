"""Test templates."""
