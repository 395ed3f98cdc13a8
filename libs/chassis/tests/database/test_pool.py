"""Connections: fair, with JSON as values; a server that goes and comes back is `Away`, then there again."""

import asyncio
from collections.abc import AsyncIterator

import asyncpg
import pytest
from sqlalchemy import Column, Integer, MetaData, Table, select, text
from sqlalchemy.dialects.postgresql import JSON, JSONB
from sqlalchemy.exc import DBAPIError

from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.embedded import EmbeddedPostgres
from aegis_chassis.database.pool import Database, open_database
from aegis_kernel.errors import Away
from aegis_testkit.plugin_postgres import OwnPostgres, PostgresDatabase

VALUES = [{"a": [1, 2.5, None, "ü"]}, [], "text", 7, True, {}]


@pytest.fixture
async def alpha(postgres_database: PostgresDatabase) -> Database:
    return (await postgres_database("alpha")).open("alpha", size=2)


@pytest.fixture
async def mortal(own_postgres: OwnPostgres) -> AsyncIterator[tuple[EmbeddedPostgres, Database]]:
    """A server that the test kills, and a pool whose two connections have both been used."""
    server = await own_postgres()
    database = open_database(server.dsn(), schema="public", size=2)
    async with database.raw() as one, database.connect() as two:
        await one.execute("create table kept (id int primary key)")
        await two.execute(text("select 1"))
    yield server, database
    await database.close()


@pytest.mark.parametrize("value", VALUES)
async def test_json_goes_in_and_comes_out_as_values_both_ways(alpha: Database, value: object) -> None:
    table = Table("thing", MetaData(), Column("id", Integer, primary_key=True), Column("b", JSONB), Column("t", JSON))
    async with alpha.connect() as connection:
        await connection.run_sync(table.create)
        await connection.execute(table.insert(), [{"id": 1, "b": value, "t": value}, {"id": 2, "b": None, "t": None}])
        driver = await driver_of(connection)
        await driver.execute("insert into thing values (3, $1, $2)", value, value)
        rows = (await connection.execute(select(table).order_by(table.c.id))).all()
        assert [tuple(row) for row in rows] == [(1, value, value), (2, None, None), (3, value, value)]
        raw = await driver.fetch("select b, t from thing order by id")
        assert [tuple(row) for row in raw] == [(value, value), (None, None), (value, value)]
        assert await driver.fetchval("select count(*) from thing where b is null and t is null") == 1


async def test_sessions_are_set_up_alike(alpha: Database) -> None:
    wanted = {"search_path": '"alpha"', "TimeZone": "UTC", "jit": "off", "application_name": "alpha"}
    async with alpha.raw() as connection:
        for name, value in wanted.items():
            assert await connection.fetchval("select current_setting($1)", name) == value
    async with alpha.connect() as connection:
        assert await connection.scalar(text("select current_schema")) == "alpha"


async def test_tasks_are_let_in_by_order_of_arrival(alpha: Database) -> None:
    async with alpha.raw(), alpha.raw():  # both connections are there from now on
        pass
    order: list[int] = []

    async def use(number: int) -> None:
        async with alpha.raw() as connection:
            order.append(number)
            await connection.execute("select pg_sleep(0.005)")

    await asyncio.gather(*(use(number) for number in range(20)))
    assert order == list(range(20))


async def test_who_waits_too_long_is_told_to_come_again(alpha: Database) -> None:
    alpha._acquire_within = 0.05
    async with alpha.raw(), alpha.connect():
        with pytest.raises(Away, match="in use"):
            async with alpha.raw():
                pass
    async with alpha.raw() as connection:
        assert await connection.fetchval("select 1") == 1


async def test_a_connection_left_in_a_transaction_is_not_handed_on(alpha: Database) -> None:
    async with alpha.raw() as connection:
        await connection.execute("create table thing (id int)")
    async with alpha.raw() as connection:
        await connection.execute("begin; insert into thing values (1)")
    for _ in range(3):
        async with alpha.raw() as connection:
            assert not connection.is_in_transaction()
            assert await connection.fetchval("select count(*) from thing") == 0
            await connection.execute("truncate thing")


async def test_a_cancelled_query_leaves_a_connection_that_works(alpha: Database) -> None:
    async def slow() -> None:
        async with alpha.raw() as connection:
            await connection.execute("select pg_sleep(30)")

    for _ in range(5):
        task = asyncio.create_task(slow())
        await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    async with alpha.raw() as one, alpha.raw() as two:
        assert await asyncio.wait_for(one.fetchval("select 1"), 5) == 1
        assert await asyncio.wait_for(two.fetchval("select 1"), 5) == 1


async def test_errors_of_the_statement_itself_come_through(alpha: Database) -> None:
    with pytest.raises(asyncpg.UndefinedTableError):
        async with alpha.raw() as connection:
            await connection.execute("select * from nothing")
    with pytest.raises(DBAPIError, match="nothing"):
        async with alpha.connect() as opened:
            await opened.execute(text("select * from nothing"))
    with pytest.raises(ZeroDivisionError):
        async with alpha.raw():
            raise ZeroDivisionError
    with pytest.raises(FileNotFoundError):
        async with alpha.raw():
            raise FileNotFoundError


@pytest.mark.kill
async def test_connections_that_died_in_the_pool_are_replaced_unseen(
    mortal: tuple[EmbeddedPostgres, Database],
) -> None:
    server, database = mortal
    for _ in range(2):
        await server.kill()
        await server.start()
        async with database.raw() as one, database.connect() as two:
            assert await one.fetchval("select count(*) from kept") == 0
            assert await two.scalar(text("select count(*) from kept")) == 0


@pytest.mark.kill
async def test_a_server_that_is_down_is_away_and_no_connection_is_lost(
    mortal: tuple[EmbeddedPostgres, Database],
) -> None:
    server, database = mortal
    await server.stop()
    for _ in range(4):
        with pytest.raises(Away, match="cannot be reached"):
            await database.ping()
        with pytest.raises(Away, match="cannot be reached"):
            async with database.connect():
                pass
    await server.start()
    async with database.raw() as one, database.connect() as two:
        assert await one.fetchval("select 1") == 1
        assert await two.scalar(text("select 1")) == 1


@pytest.mark.kill
@pytest.mark.parametrize("ending", ["kill", "stop"])
async def test_a_server_that_goes_while_it_works_is_away(
    mortal: tuple[EmbeddedPostgres, Database], ending: str
) -> None:
    server, database = mortal

    async def by_raw() -> None:
        async with database.raw() as connection:
            await connection.execute("select pg_sleep(30)")

    async def by_sqlalchemy() -> None:
        async with database.connect() as connection:
            await connection.execute(text("insert into kept values (1)"))
            await connection.execute(text("select pg_sleep(30)"))
            await connection.commit()

    working = [asyncio.create_task(by_raw()), asyncio.create_task(by_sqlalchemy())]
    await asyncio.sleep(0.1)
    await (server.kill() if ending == "kill" else server.stop())
    for outcome in await asyncio.gather(*working, return_exceptions=True):
        assert isinstance(outcome, Away), outcome
    await server.start()
    async with database.raw() as connection:
        assert await connection.fetchval("select count(*) from kept") == 0


async def test_a_socket_that_is_not_there_is_away() -> None:
    database = open_database("postgresql://u:p@/d?host=/nowhere", schema="public")
    with pytest.raises(Away):
        await database.ping()
    await database.close()


async def test_a_server_without_a_connection_left_is_away(postgres_database: PostgresDatabase) -> None:
    made = await postgres_database("limited")
    superuser = await asyncpg.connect(made.dsn)
    try:
        await superuser.execute("alter role aegis_limited connection limit 0")
        database = made.open("limited")
        with pytest.raises(Away):
            await database.ping()
        with pytest.raises(Away):
            async with database.connect():
                pass
    finally:
        await superuser.execute("alter role aegis_limited connection limit -1")
        await superuser.close()


async def test_a_wrong_password_is_not_away(postgres_database: PostgresDatabase) -> None:
    made = await postgres_database("alpha")
    database = open_database(made.login("alpha").replace("for-tests", "wrong"), schema="alpha")
    with pytest.raises(Exception, match="password authentication failed") as raised:
        await database.ping()
    assert not isinstance(raised.value, Away)
    await database.close()


async def test_it_says_what_it_was_opened_with(postgres_database: PostgresDatabase) -> None:
    made = await postgres_database("alpha")
    assert made.open("alpha").dsn == made.login("alpha")


async def test_what_the_driver_says_of_a_broken_protocol_is_a_lost_server(alpha: Database) -> None:
    with pytest.raises(Away, match="cannot be reached"):
        async with alpha.raw():
            raise asyncpg.InternalClientError("got result for unknown protocol state 0")
