"""Defences: what counters techniques."""
