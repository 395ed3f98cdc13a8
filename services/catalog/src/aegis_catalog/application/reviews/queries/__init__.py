"""What can be asked of reviews."""
