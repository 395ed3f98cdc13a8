"""Fixtures: one Kafka a test run, brokers of their own for tests that kill them, a bus per test."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from uuid import uuid4

import pytest
import pytest_asyncio

from aegis_chassis.messaging.kafka import KafkaBus
from aegis_testkit.kafka import QUICK_SESSION_MS, given_bootstrap, kafka
from aegis_testkit.kafka_broker import KafkaBroker
from aegis_testkit.required import Unavailable, skip_or_fail
from aegis_testkit.sharing import shared_in_run

OwnKafka = Callable[[], Awaitable[KafkaBroker]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def kafka_server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[str]:
    """The address of the run's broker, also under xdist. Topics and groups of a test take `kafka_prefix`."""

    if (given := given_bootstrap()) is not None:
        yield given
        return
    async with AsyncExitStack() as stack:
        try:
            bootstrap = await stack.enter_async_context(
                shared_in_run("kafka", tmp_path_factory, lambda: _bootstrap_of(stack))
            )
        except Unavailable as missing:
            skip_or_fail(missing)
        yield bootstrap


async def _bootstrap_of(stack: AsyncExitStack) -> str:

    return (await stack.enter_async_context(kafka())).bootstrap


@pytest_asyncio.fixture(loop_scope="session")
async def own_kafka() -> AsyncIterator[OwnKafka]:
    """Makes brokers that the test may kill, freeze and start again; they end with the test."""

    async with AsyncExitStack() as stack:

        async def make() -> "KafkaBroker":
            try:
                return await stack.enter_async_context(kafka(session_ms=QUICK_SESSION_MS))
            except Unavailable as missing:
                skip_or_fail(missing)

        yield make


@pytest.fixture
def kafka_prefix() -> str:
    """Begins the names of this test's topics and groups, and of nobody else's."""
    return f"t{uuid4().hex[:12]}."


@pytest_asyncio.fixture(loop_scope="session")
async def kafka_bus(kafka_server: str, kafka_prefix: str) -> "AsyncIterator[KafkaBus]":
    """A bus with topics and groups of its own."""
    from aegis_chassis.messaging.kafka import KafkaBus

    async with KafkaBus(kafka_server, prefix=kafka_prefix, heartbeat_seconds=0.2, metadata_seconds=1.0) as bus:
        yield bus
