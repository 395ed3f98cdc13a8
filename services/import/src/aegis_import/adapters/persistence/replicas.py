"""What the import keeps of others' topics."""

from aegis_import.adapters.persistence.tables import chassis

KNOWN_USER = chassis.known_user
"""Who there is, as identity tells it."""
