"""The matrix as a console shows it."""
