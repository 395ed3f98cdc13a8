"""The revisions of the schema `reporting`."""

from aegis_chassis.database.migrations import Migrations

MIGRATIONS = Migrations(service="reporting", schema="reporting", versions=__name__)
