"""What can be asked of the organisation."""
