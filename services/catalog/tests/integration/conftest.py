"""The service on a database of the test's own."""

from collections.abc import AsyncIterator

import pytest
from catalog_support.clock import StillClock
from catalog_support.service import CatalogForTests

from aegis_catalog.adapters.persistence.migrations import MIGRATIONS
from aegis_testkit.plugin_postgres import ServiceDatabase


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
async def catalog(service_database: ServiceDatabase, clock: StillClock) -> AsyncIterator[CatalogForTests]:
    made = CatalogForTests(await service_database(MIGRATIONS), clock)
    yield made
    await made.container.close()
