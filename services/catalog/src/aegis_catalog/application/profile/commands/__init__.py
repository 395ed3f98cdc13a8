"""What can be done with the profile."""
