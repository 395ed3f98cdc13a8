"""The schema's revisions, run by the chassis."""

from aegis_chassis.database.migrations import Migrations

MIGRATIONS = Migrations(service="import", schema="import", versions="aegis_import.adapters.persistence.migrations")
