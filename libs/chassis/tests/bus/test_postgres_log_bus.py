"""The PostgreSQL log keeps what the port promises."""

from collections.abc import AsyncIterator

import pytest_asyncio

from aegis_chassis.messaging.postgres_log import PostgresLogBus
from aegis_testkit.processes import free_port
from aegis_testkit.suites.bus import BusSuite


class TestPostgresLogBus(BusSuite):
    partitioned = False

    @pytest_asyncio.fixture(loop_scope="session")
    async def bus(self, log_dsn: str) -> AsyncIterator[PostgresLogBus]:
        async with PostgresLogBus(log_dsn, take_over_seconds=0.1) as bus:
            await bus.ensure_schema()
            yield bus

    @pytest_asyncio.fixture(loop_scope="session")
    async def unreachable_bus(self) -> AsyncIterator[PostgresLogBus]:
        async with PostgresLogBus(f"postgresql://nobody@127.0.0.1:{free_port()}/nothing") as bus:
            yield bus
