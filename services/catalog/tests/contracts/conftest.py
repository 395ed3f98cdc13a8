"""Each port's adapters: the one in memory and the one on PostgreSQL, with the same techniques known to both."""

from collections.abc import AsyncIterator

import pytest
from catalog_support.claims import facts, run_end, technique
from catalog_support.repositories import CLOCK, InMemory, OnPostgres, Work
from catalog_support.service import CatalogForTests

from aegis_catalog.adapters.persistence.migrations import MIGRATIONS
from aegis_testkit.plugin_postgres import ServiceDatabase


@pytest.fixture(params=["memory", "postgres"])
async def work(request: pytest.FixtureRequest, service_database: ServiceDatabase) -> AsyncIterator[Work]:
    """Two techniques: T1, and T2 that waits for a person."""
    if request.param == "memory":
        yield InMemory()
        return
    catalog = CatalogForTests(await service_database(MIGRATIONS), CLOCK)
    await catalog.hear([*facts(technique("T1"), technique("T2", revoked=True)), run_end()])
    yield OnPostgres(catalog)
    await catalog.container.close()
