"""Detection strategies and analytics as people ask for them."""
