"""Detection rules of our own."""
