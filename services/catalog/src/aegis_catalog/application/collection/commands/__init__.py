"""What can be done with a collection."""
