"""A served application, with a worker and without."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from import_support.client import Client, running

from aegis_chassis.database.pool import Database


@pytest_asyncio.fixture(loop_scope="session")
async def client(database: Database, tmp_path: Path) -> AsyncIterator[Client]:
    async with running(database, tmp_path) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def idle(database: Database, tmp_path: Path) -> AsyncIterator[Client]:
    """Without a worker: runs stay queued."""
    async with running(database, tmp_path, loops=False) as made:
        yield made
