"""The revisions of the schema `testing`."""

from aegis_chassis.database.migrations import Migrations

MIGRATIONS = Migrations(
    service="testing-workflow", schema="testing", versions="aegis_testing.adapters.persistence.migrations"
)
