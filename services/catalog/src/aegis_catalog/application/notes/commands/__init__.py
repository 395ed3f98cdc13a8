"""What can be done with a note."""
