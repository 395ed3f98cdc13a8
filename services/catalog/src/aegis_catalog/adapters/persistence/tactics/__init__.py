"""Tactics and their places in the matrices."""
