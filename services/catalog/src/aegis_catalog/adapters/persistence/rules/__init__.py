"""Detection rules."""
