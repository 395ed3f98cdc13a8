"""A scoring service with a database of its own for each test."""

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio
from scoring_rig import Rig, rig_on

from aegis_kernel.rights import Role
from aegis_scoring.adapters.persistence.schema import MIGRATIONS
from aegis_testkit.plugin_postgres import ServiceDatabase


@pytest_asyncio.fixture
async def rig(service_database: ServiceDatabase) -> AsyncIterator[Rig]:
    async with rig_on(await service_database(MIGRATIONS)) as made:
        yield made


@pytest_asyncio.fixture
async def client(rig: Rig) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who may read scores."""
    async with rig.serve() as served:
        served.headers.update(rig.identity.headers(Role.VIEWER))
        yield served
