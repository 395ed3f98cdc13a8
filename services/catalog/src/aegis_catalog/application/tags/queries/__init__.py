"""What can be asked of tags."""
