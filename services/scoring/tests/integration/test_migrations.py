"""The tables as code has them are the tables as the migrations make them."""

from aegis_scoring.adapters.persistence.schema import MIGRATIONS
from aegis_scoring.adapters.persistence.tables import metadata
from aegis_testkit.migrations import climb_stairway, drift
from aegis_testkit.plugin_postgres import PostgresDatabase, ServiceDatabase


async def test_every_step_goes_up_down_and_up(postgres_database: PostgresDatabase) -> None:
    await climb_stairway((await postgres_database("scoring")).open("scoring"), MIGRATIONS)


async def test_the_tables_are_those_of_the_code(service_database: ServiceDatabase) -> None:
    assert await drift(await service_database(MIGRATIONS), metadata) == []
