"""Typed HTTP client and the client half of the aegis command."""
