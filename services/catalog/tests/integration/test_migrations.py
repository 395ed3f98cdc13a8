"""The tables are what the code says they are, and every step of the schema can be taken back."""

from catalog_support.tables import all_tables

from aegis_catalog.adapters.persistence.migrations import MIGRATIONS
from aegis_testkit.migrations import climb_stairway, drift
from aegis_testkit.plugin_postgres import PostgresDatabase, ServiceDatabase


async def test_each_revision_goes_up_down_and_up_again(postgres_database: PostgresDatabase) -> None:
    made = await postgres_database(MIGRATIONS.schema)
    await climb_stairway(made.open(MIGRATIONS.schema), MIGRATIONS)


async def test_the_tables_as_migrated_are_the_tables_as_declared(service_database: ServiceDatabase) -> None:
    assert await drift(await service_database(MIGRATIONS), all_tables()) == []
