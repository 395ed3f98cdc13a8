"""How reporting is reached."""
