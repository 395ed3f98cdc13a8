"""The small application, served on a database of its own."""

import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

sys.path.insert(0, str(Path(__file__).parent))

from web_app import CALLS, CONTROLLERS

from aegis_chassis.database.pool import Database
from aegis_chassis.web.application import create_app
from aegis_kernel.rights import Role
from aegis_testkit.http import serving
from aegis_testkit.identity import IdentityForTests
from aegis_testkit.memory_bus import MemoryBus
from aegis_testkit.plugin_postgres import ServiceDatabase
from aegis_testkit.toy.service import toy_container
from aegis_testkit.toy.things import MIGRATIONS, PROJECTIONS


@pytest.fixture
async def toy(service_database: ServiceDatabase) -> Database:
    """A database of the toy's own, signed in as its role."""
    return await service_database(MIGRATIONS)


@pytest.fixture
def identity() -> IdentityForTests:
    return IdentityForTests()


@pytest.fixture
async def client(toy: Database, identity: IdentityForTests) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application, signed in as a red lead."""
    CALLS.clear()
    container = toy_container(toy, MemoryBus())
    app = create_app(
        name="toy", version="1.2.3", container=container, identity=identity, controllers=CONTROLLERS,
        groups=[PROJECTIONS],
    )  # fmt: skip
    async with serving(app) as http:
        http.headers.update(identity.headers(Role.RED_LEAD))
        yield http
    await container.close()
