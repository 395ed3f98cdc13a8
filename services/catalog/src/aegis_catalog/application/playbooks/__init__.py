"""Playbooks of techniques."""
