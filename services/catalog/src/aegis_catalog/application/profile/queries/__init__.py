"""What can be asked of the profile."""
