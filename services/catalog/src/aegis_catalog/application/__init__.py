"""What the catalogue can be asked to do and to tell, divided by subject."""
