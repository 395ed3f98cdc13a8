"""Identity on a database of its own for each test."""

from collections.abc import AsyncIterator

import pytest
from identity_support.serving import Running, identity_on

from aegis_chassis.database.pool import Database
from aegis_identity.adapters.persistence.migrations import MIGRATIONS
from aegis_testkit.plugin_postgres import ServiceDatabase


@pytest.fixture
async def database(service_database: ServiceDatabase) -> Database:
    """Identity's tables, signed in as its role."""
    return await service_database(MIGRATIONS)


@pytest.fixture
async def identity(database: Database) -> AsyncIterator[Running]:
    """Identity, begun and served."""
    async with identity_on(database) as running:
        yield running
