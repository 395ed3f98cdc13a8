"""Adversaries: blueprints of campaigns."""
