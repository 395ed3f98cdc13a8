"""Databases for tests: each its own, cloned from one template, seen by its own roles."""

import asyncio
import tempfile
from pathlib import Path

import asyncpg
import pytest

from aegis_chassis.database.embedded import EmbeddedPostgres
from aegis_testkit.plugin_postgres import OwnPostgres, PostgresDatabase, ServiceDatabase
from aegis_testkit.postgres import ServerForTests, _remove_left_over
from aegis_testkit.toy.things import MIGRATIONS


async def test_each_database_is_its_own(service_database: ServiceDatabase) -> None:
    one, two = await service_database(MIGRATIONS), await service_database(MIGRATIONS)
    async with one.raw() as connection:
        await connection.execute("insert into told values ('a', 1)")
    async with two.raw() as connection:
        assert await connection.fetchval("select count(*) from told") == 0
        assert await connection.fetchval("select current_user") == "aegis_toy"


async def test_a_database_may_have_several_parts_each_with_its_role(postgres_database: PostgresDatabase) -> None:
    made = await postgres_database(MIGRATIONS, "bus", "other")
    async with made.open("other").raw() as connection:
        await connection.execute("create table mine (id int)")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute("select * from toy.thing")
    async with made.open("bus").raw() as connection:
        assert await connection.fetchval("select current_schema") == "bus"


async def test_databases_are_gone_afterwards_with_whoever_is_still_connected(postgres_server: ServerForTests) -> None:
    async with postgres_server.database(MIGRATIONS) as made:
        forgotten = await asyncpg.connect(made.login("toy"))
    administrator = await asyncpg.connect(postgres_server.dsn)
    try:
        assert not await administrator.fetchval("select count(*) from pg_database where datname = $1", made.name)
    finally:
        await administrator.close()
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await forgotten.execute("select 1")
    forgotten.terminate()


async def test_many_may_be_made_at_once(postgres_server: ServerForTests) -> None:
    again = ServerForTests(postgres_server.dsn)
    made = await asyncio.gather(*(server.create(MIGRATIONS, "bus") for server in (postgres_server, again) * 3))
    assert len({each.name for each in made}) == 6
    await asyncio.gather(*(postgres_server.drop(each) for each in made))


@pytest.mark.kill
async def test_own_servers_may_be_killed_and_started_again(own_postgres: OwnPostgres) -> None:
    one, two = await own_postgres(), await own_postgres()
    assert one.port != two.port
    await one.kill()
    connection = await asyncpg.connect(two.dsn())
    await connection.close()
    await one.start()


async def test_what_a_killed_run_left_is_removed_and_what_is_in_use_is_not(own_postgres: OwnPostgres) -> None:
    running = await own_postgres()
    left = Path(tempfile.mkdtemp(prefix="aegis-postgres-"))
    left.chmod(0o711)
    async with EmbeddedPostgres(left / "postgres", durable=False):
        pass
    _remove_left_over()
    assert not left.exists()
    connection = await asyncpg.connect(running.dsn())
    await connection.close()
    assert running.log.exists()
