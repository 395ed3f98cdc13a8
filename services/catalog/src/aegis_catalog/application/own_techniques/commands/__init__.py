"""What can be done with a technique of our own."""
