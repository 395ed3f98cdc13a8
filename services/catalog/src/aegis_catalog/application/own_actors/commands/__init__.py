"""What can be done with an actor of our own."""
