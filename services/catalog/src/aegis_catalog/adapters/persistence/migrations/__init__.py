"""The catalogue's schema, revision by revision."""

from aegis_chassis.database.migrations import Migrations

MIGRATIONS = Migrations(service="catalog", schema="catalog", versions="aegis_catalog.adapters.persistence.migrations")
