"""What can be asked of changes."""
