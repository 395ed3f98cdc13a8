"""What can be done with a review."""
