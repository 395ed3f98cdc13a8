"""Fixtures: one PostgreSQL a test run, databases of their own for each test, servers of their own to kill."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Protocol

import pytest
import pytest_asyncio

from aegis_chassis.database.embedded import EmbeddedPostgres
from aegis_chassis.database.migrations import Migrations
from aegis_chassis.database.pool import Database
from aegis_testkit.postgres import DatabaseForTests, Part, ServerForTests, embedded_for_tests, postgres_server_dsn
from aegis_testkit.required import Unavailable, skip_or_fail
from aegis_testkit.sharing import shared_in_run


class ServiceDatabase(Protocol):
    """Makes a new database with one service's tables; gives the connections of that service's role."""

    async def __call__(self, migrations: Migrations, *, size: int = 5) -> Database: ...


class PostgresDatabase(Protocol):
    """Makes a new database with several parts: `Migrations`, or names of schemas that stay empty (``bus``)."""

    async def __call__(self, *parts: Part) -> DatabaseForTests: ...


OwnPostgres = Callable[[], Awaitable[EmbeddedPostgres]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[ServerForTests]:
    """The run's server, also under xdist. For tests: `service_database`; for a module's own fixture:
    ``async with postgres_server.database(MIGRATIONS) as made``."""
    async with AsyncExitStack() as stack:

        async def start() -> str:
            return await stack.enter_async_context(postgres_server_dsn())

        try:
            dsn = await stack.enter_async_context(shared_in_run("postgres", tmp_path_factory, start))
        except Unavailable as missing:
            skip_or_fail(missing)
        yield ServerForTests(dsn)


@pytest_asyncio.fixture(loop_scope="session")
async def postgres_database(postgres_server: ServerForTests) -> AsyncIterator[PostgresDatabase]:
    """Makes databases for this test; they are dropped after it."""
    async with AsyncExitStack() as stack:

        async def make(*parts: Part) -> DatabaseForTests:
            return await stack.enter_async_context(postgres_server.database(*parts))

        yield make


@pytest_asyncio.fixture(loop_scope="session")
async def service_database(postgres_database: PostgresDatabase) -> ServiceDatabase:
    """Makes one service's database for this test, signed in as its role."""

    async def make(migrations: Migrations, *, size: int = 5) -> Database:
        return (await postgres_database(migrations)).open(migrations.schema, size=size)

    return make


@pytest_asyncio.fixture(loop_scope="session")
async def own_postgres() -> AsyncIterator[OwnPostgres]:
    """Makes servers that the test may kill and start again; they end with the test."""
    async with AsyncExitStack() as stack:

        async def make() -> EmbeddedPostgres:
            try:
                return await stack.enter_async_context(embedded_for_tests())
            except Unavailable as missing:
                skip_or_fail(missing)

        yield make
