"""What can be asked of notes."""
