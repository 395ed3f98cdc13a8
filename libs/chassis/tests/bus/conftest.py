"""A PostgreSQL log of these tests' own."""

from collections.abc import AsyncIterator

import pytest_asyncio

from aegis_testkit.postgres import ServerForTests


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def log_dsn(postgres_server: ServerForTests) -> AsyncIterator[str]:
    """Signs in as the role that owns the log's schema."""
    async with postgres_server.database("bus") as database:
        yield database.login("bus")
