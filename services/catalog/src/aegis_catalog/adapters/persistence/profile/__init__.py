"""The threat profile."""
