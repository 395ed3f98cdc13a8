"""What can be done with a change."""
