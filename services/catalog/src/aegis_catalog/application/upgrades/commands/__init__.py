"""What can be done with an upgrade."""
