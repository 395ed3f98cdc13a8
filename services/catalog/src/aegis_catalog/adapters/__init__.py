"""What the catalogue is joined to."""
