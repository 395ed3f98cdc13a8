"""The toy's database, one a test; logs as plain lines, since rendering locals takes seconds."""

from collections.abc import Awaitable, Callable, Iterator

import pytest
import structlog

from aegis_chassis.database.migrations import Migrations
from aegis_chassis.database.pool import Database
from aegis_testkit.toy.things import MIGRATIONS


@pytest.fixture(autouse=True)
def plain_logs() -> Iterator[None]:
    """Leaves tracebacks out of the way of the clock."""
    structlog.configure(processors=[structlog.processors.add_log_level, structlog.processors.KeyValueRenderer()])
    yield
    structlog.reset_defaults()


@pytest.fixture
async def toy(service_database: Callable[[Migrations], Awaitable[Database]]) -> Database:
    """A database of the toy's own, signed in as its role."""
    return await service_database(MIGRATIONS)
