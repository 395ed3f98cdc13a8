"""A database with the import's tables for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from import_support.database import SetClock, Units, units_of
from import_support.ground import Imports

from aegis_chassis.database.pool import Database
from aegis_import.adapters.persistence.migrations import MIGRATIONS
from aegis_testkit.plugin_postgres import ServiceDatabase


@pytest_asyncio.fixture(loop_scope="session")
async def database(service_database: ServiceDatabase) -> AsyncIterator[Database]:
    yield await service_database(MIGRATIONS)


@pytest_asyncio.fixture(loop_scope="session")
async def clock() -> SetClock:
    return SetClock()


@pytest_asyncio.fixture(loop_scope="session")
async def units(database: Database, clock: SetClock) -> Units:
    return units_of(database, clock)


@pytest_asyncio.fixture(loop_scope="session")
async def imports(units: Units, clock: SetClock, tmp_path: Path) -> Imports:
    return Imports(units, clock, tmp_path)
