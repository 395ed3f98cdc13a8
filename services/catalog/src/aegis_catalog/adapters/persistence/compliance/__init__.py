"""Frameworks, their controls, and the techniques that these are mapped to."""
