"""The revisions of identity's schema."""

from aegis_chassis.database.migrations import Migrations

MIGRATIONS = Migrations(
    service="identity", schema="identity", versions="aegis_identity.adapters.persistence.migrations"
)
