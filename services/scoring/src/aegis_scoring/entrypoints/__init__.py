"""Ways into scoring."""
