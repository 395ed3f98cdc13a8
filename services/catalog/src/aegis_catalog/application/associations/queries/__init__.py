"""Reader and views."""
