"""The toy's database, one a test."""

from collections.abc import Awaitable, Callable

import pytest

from aegis_chassis.database.migrations import Migrations
from aegis_chassis.database.pool import Database
from aegis_testkit.toy.things import MIGRATIONS


@pytest.fixture
async def toy(service_database: Callable[[Migrations], Awaitable[Database]]) -> Database:
    """A database of the toy's own, signed in as its role."""
    return await service_database(MIGRATIONS)
