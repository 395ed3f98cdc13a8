"""Saying again what has been said."""
