"""The tables are what the code says they are, and every step of the schema can be taken back."""

import msgspec
from catalog_support.tables import all_tables

from aegis_catalog.adapters.persistence.migrations import MIGRATIONS
from aegis_chassis.database.migrations import downgrade, migrate
from aegis_testkit.migrations import climb_stairway, drift
from aegis_testkit.plugin_postgres import PostgresDatabase, ServiceDatabase


async def test_each_revision_goes_up_down_and_up_again(postgres_database: PostgresDatabase) -> None:
    made = await postgres_database(MIGRATIONS.schema)
    await climb_stairway(made.open(MIGRATIONS.schema), MIGRATIONS)


async def test_the_tables_as_migrated_are_the_tables_as_declared(service_database: ServiceDatabase) -> None:
    assert await drift(await service_database(MIGRATIONS), all_tables()) == []


TECHNIQUE = """
insert into technique (id, attack_id, name, state, domains, domain_rank, upstream, upstream_key, sources, platforms,
    is_subtechnique, listed)
values (gen_random_uuid(), 'T1', 'One', 'active', '{}', 3, 'x', 'x', '{}', '{}', false,
    convert_to('{"name":"One, \\",\\"tags\\":","last_used_at":null}', 'UTF8'))
"""
ACTOR = """
insert into actor (id, attack_id, name, state, domains, domain_rank, upstream, upstream_key, sources, aliases,
    description)
values (gen_random_uuid(), 'G1', 'One', 'active', '{}', 3, 'x', 'x', '{}', '{}', '')
"""
USE = "insert into actor_use select actor.id, technique.id, 'direct', '', '', '[]' from actor, technique"


async def test_what_was_imported_before_counts_came_is_counted_and_listed(postgres_database: PostgresDatabase) -> None:
    database = (await postgres_database(MIGRATIONS.schema)).open(MIGRATIONS.schema)
    await migrate(database.dsn, MIGRATIONS, to="0001")
    async with database.raw() as connection:
        for statement in (TECHNIQUE, ACTOR, USE):
            await connection.execute(statement)
        before = await connection.fetchval("select listed from technique")
    await migrate(database.dsn, MIGRATIONS, to="0002")
    async with database.raw() as connection:
        listed = await connection.fetchval(
            "select listed || shown || '}' from technique join technique_count on technique_id = id"
        )
    counts = {"templates": 0, "rules": 0, "defences": 0, "actors": 1}
    assert msgspec.json.decode(listed) == msgspec.json.decode(before) | {"tags": [], "counts": counts}
    await downgrade(database.dsn, MIGRATIONS, to="0001")
    async with database.raw() as connection:
        assert await connection.fetchval("select listed from technique") == before
