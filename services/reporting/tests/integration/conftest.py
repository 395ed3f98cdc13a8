"""A reporting service with a database of its own for each test."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from reporting_rig import Rig, rig_on

from aegis_reporting.adapters.persistence.migrations import MIGRATIONS
from aegis_testkit.plugin_postgres import ServiceDatabase


@pytest_asyncio.fixture
async def rig(service_database: ServiceDatabase, tmp_path: Path) -> AsyncIterator[Rig]:
    async with rig_on(await service_database(MIGRATIONS), tmp_path) as made:
        yield made
