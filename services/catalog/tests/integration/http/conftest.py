"""The small ATT&CK served: once a module for reading, anew for each test that writes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from catalog_support.claims import facts
from catalog_support.client import Client
from catalog_support.content import small_attack
from catalog_support.exercise import small_exercise
from catalog_support.knowledge import small_knowledge
from catalog_support.service import CatalogForTests

from aegis_catalog.adapters.persistence.migrations import MIGRATIONS
from aegis_catalog.bootstrap.service import begin_organisation
from aegis_kernel.rights import Role
from aegis_testkit.http import serving
from aegis_testkit.postgres import ServerForTests


@asynccontextmanager
async def served(catalog: CatalogForTests) -> AsyncIterator[Client]:
    """A viewer's client of the service with the small ATT&CK in it."""
    await catalog.hear(small_attack(), facts(*small_exercise()), facts(*small_knowledge()))
    await begin_organisation(catalog.container)
    async with serving(catalog.app(), raise_errors=False) as http:
        yield Client(http, catalog, Role.VIEWER)


@pytest.fixture
async def client(catalog: CatalogForTests) -> AsyncIterator[Client]:
    """A service of the test's own."""
    async with served(catalog) as client:
        yield client


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def reader(postgres_server: ServerForTests) -> AsyncIterator[Client]:
    """A service that the module shares: nothing is changed in it."""
    async with postgres_server.database(MIGRATIONS) as made:
        catalog = CatalogForTests(made.open(MIGRATIONS.schema))
        async with served(catalog) as client:
            yield client
        await catalog.container.close()


@pytest.fixture
def queries(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that are run, but for the look at who asks."""
    ran: list[str] = []
    for name in ("fetch", "fetchrow", "fetchval", "execute"):
        original = getattr(asyncpg.Connection, name)

        async def counted(self: Any, query: str, *arguments: Any, _original: Any = original, **how: Any) -> Any:
            if "known_user" not in query:
                ran.append(query)
            return await _original(self, query, *arguments, **how)

        monkeypatch.setattr(asyncpg.Connection, name, counted)
    return ran
