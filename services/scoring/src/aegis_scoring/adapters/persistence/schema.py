"""The schema and its revisions."""

from aegis_chassis.database.migrations import Migrations

MIGRATIONS = Migrations(service="scoring", schema="scoring", versions="aegis_scoring.adapters.persistence.migrations")
