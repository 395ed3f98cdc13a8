"""Software and the techniques it uses."""
