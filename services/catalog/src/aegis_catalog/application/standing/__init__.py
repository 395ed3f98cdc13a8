"""What scores and tests say of each technique."""
