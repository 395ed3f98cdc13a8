"""Scope, policy and tools."""
