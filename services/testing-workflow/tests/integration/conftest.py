from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from testing_support.service import Suite, running
from testing_support.tests import Desk

from aegis_chassis.database.pool import Database
from aegis_testing.adapters.persistence.migrations import MIGRATIONS
from aegis_testkit.plugin_postgres import PostgresDatabase, ServiceDatabase


@pytest.fixture
async def database(service_database: ServiceDatabase) -> Database:
    return await service_database(MIGRATIONS)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
async def suite(postgres_database: PostgresDatabase, tmp_path: Path) -> AsyncIterator[Suite]:
    """The whole service, over HTTP."""
    made = await postgres_database(MIGRATIONS)
    async with running(made.open("testing"), made.login("testing"), tmp_path / "objects") as suite:
        yield suite
