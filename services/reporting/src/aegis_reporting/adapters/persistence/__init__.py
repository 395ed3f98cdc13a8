"""What reporting keeps in PostgreSQL, divided by subject."""
