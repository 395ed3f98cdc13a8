"""What people do with them."""
