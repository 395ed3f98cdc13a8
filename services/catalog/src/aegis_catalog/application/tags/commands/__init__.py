"""What can be done with a tag."""
