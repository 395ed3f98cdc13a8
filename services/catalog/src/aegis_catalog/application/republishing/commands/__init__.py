"""What can be said again."""
