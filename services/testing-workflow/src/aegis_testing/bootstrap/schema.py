"""The service's schema and its revisions."""

from aegis_chassis.database.migrations import Migrations

MIGRATIONS = Migrations(
    service="testing-workflow", schema="testing", versions="aegis_testing.adapters.persistence.migrations"
)
