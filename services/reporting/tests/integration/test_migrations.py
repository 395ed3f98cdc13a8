"""The tables as code has them are the tables as the migrations make them."""

from aegis_reporting.adapters.persistence.activity import tables as _activity
from aegis_reporting.adapters.persistence.audit import tables as _audit
from aegis_reporting.adapters.persistence.matrix import tables as _matrix
from aegis_reporting.adapters.persistence.metadata import metadata
from aegis_reporting.adapters.persistence.migrations import MIGRATIONS
from aegis_testkit.migrations import climb_stairway, drift
from aegis_testkit.plugin_postgres import PostgresDatabase, ServiceDatabase

SUBJECTS = (_activity, _audit, _matrix)
"""Imported for their tables, which register themselves."""


async def test_every_step_goes_up_down_and_up(postgres_database: PostgresDatabase) -> None:
    await climb_stairway((await postgres_database("reporting")).open("reporting"), MIGRATIONS)


async def test_the_tables_are_those_of_the_code(service_database: ServiceDatabase) -> None:
    assert await drift(await service_database(MIGRATIONS), metadata) == []
