"""Detection strategies and analytics."""
