"""Fakes and PostgreSQL do the same."""

import pytest_asyncio
from import_support.database import SetClock, units_of
from import_support.fakes import FakeRuns, FakeSources, Memory
from import_support.suites import Ground, RunsSuite, SourcesSuite

from aegis_import.adapters.persistence.migrations import MIGRATIONS
from aegis_import.adapters.persistence.runs import SqlRuns
from aegis_import.adapters.persistence.sources import SqlSources
from aegis_testkit.plugin_postgres import ServiceDatabase


@pytest_asyncio.fixture(loop_scope="session", name="memory_ground")
async def memory() -> Ground:
    memory = Memory()
    return Ground(lambda: memory, FakeSources, FakeRuns)


@pytest_asyncio.fixture(loop_scope="session", name="postgres_ground")
async def postgres(service_database: ServiceDatabase) -> Ground:
    return Ground(units_of(await service_database(MIGRATIONS), SetClock()), SqlSources, SqlRuns)


class InMemory:
    @pytest_asyncio.fixture(loop_scope="session")
    async def ground(self, memory_ground: Ground) -> Ground:
        return memory_ground


class OnPostgres:
    @pytest_asyncio.fixture(loop_scope="session")
    async def ground(self, postgres_ground: Ground) -> Ground:
        return postgres_ground


class TestSourcesInMemory(InMemory, SourcesSuite):
    pass


class TestSourcesOnPostgres(OnPostgres, SourcesSuite):
    pass


class TestRunsInMemory(InMemory, RunsSuite):
    pass


class TestRunsOnPostgres(OnPostgres, RunsSuite):
    pass
