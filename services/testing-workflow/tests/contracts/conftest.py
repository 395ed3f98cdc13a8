import pytest
from testing_support.tests import Desk

from aegis_chassis.database.pool import Database
from aegis_testing.adapters.persistence.migrations import MIGRATIONS
from aegis_testkit.plugin_postgres import ServiceDatabase


@pytest.fixture
async def database(service_database: ServiceDatabase) -> Database:
    return await service_database(MIGRATIONS)


@pytest.fixture
def desk() -> Desk:
    return Desk()
