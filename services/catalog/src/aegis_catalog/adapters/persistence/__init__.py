"""The catalogue on PostgreSQL, divided by subject."""
