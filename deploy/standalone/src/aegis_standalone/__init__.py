"""All services in one process on an embedded PostgreSQL: aegis up."""
