"""How the catalogue is reached."""
