"""A scoring service with a database of its own for each test."""

from collections.abc import AsyncIterator

import httpx
import pytest_asyncio
from scoring_rig import Rig, rig_on

from aegis_kernel.rights import Role
from aegis_scoring.adapters.persistence.schema import MIGRATIONS
from aegis_testkit.plugin_postgres import ServiceDatabase
from aegis_testkit.postgres import ServerForTests


@pytest_asyncio.fixture
async def rig(service_database: ServiceDatabase) -> AsyncIterator[Rig]:
    async with rig_on(await service_database(MIGRATIONS)) as made:
        yield made


@pytest_asyncio.fixture(scope="module")
async def read_only(postgres_server: ServerForTests) -> AsyncIterator[Rig]:
    """One for all tests of a module that change nothing."""
    async with postgres_server.database(MIGRATIONS) as database, rig_on(database.open("scoring")) as made:
        yield made


@pytest_asyncio.fixture
async def client(rig: Rig) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody who may read scores."""
    async with rig.serve() as served:
        served.headers.update(rig.identity.headers(Role.VIEWER))
        yield served
