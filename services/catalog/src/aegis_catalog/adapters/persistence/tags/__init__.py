"""Tags on techniques."""
