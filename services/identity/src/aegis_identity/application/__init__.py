"""What accounts can be asked to do, and asked about."""
