"""A PostgreSQL that says nothing any more, as behind a broken network: nobody hangs."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Self

import pytest
import pytest_asyncio
from sqlalchemy import make_url

from aegis_chassis.database.address import plain_dsn
from aegis_chassis.messaging.bus import BusAway, Outgoing
from aegis_chassis.messaging.postgres_log import PostgresLogBus
from aegis_kernel.facts import TopicSpec
from aegis_testkit.listening import Listener, listening

RECORD = Outgoing("silence", "key", {}, b"1")


class Network:
    """Passes connections on to `dsn`, until it is `broken`: then they stay open and nothing passes."""

    def __init__(self, dsn: str) -> None:
        self._there = make_url(dsn)
        self._passing = asyncio.Event()
        self._passing.set()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.dsn = dsn

    def broken(self) -> None:
        self._passing.clear()

    def mended(self) -> None:
        self._passing.set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        port = self._server.sockets[0].getsockname()[1]
        self.dsn = plain_dsn(self._there.set(port=port))
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        ends = [writer]
        try:
            await self._passing.wait()
            there, back = await asyncio.open_connection(self._there.host, self._there.port)
            ends.append(back)
            await asyncio.gather(self._pass(reader, back), self._pass(there, writer))
        finally:
            for end in ends:
                end.transport.abort()
            self._tasks.discard(task)

    async def _pass(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await source.read(65_536):
                await self._passing.wait()
                sink.write(data)
                await sink.drain()
        sink.close()


@pytest_asyncio.fixture(loop_scope="session")
async def network(log_dsn: str) -> AsyncIterator[Network]:
    async with Network(log_dsn) as network:
        yield network


async def test_publishing_and_leaving_end_in_time_when_nothing_answers(network: Network) -> None:
    bus = PostgresLogBus(network.dsn, size=1)
    await bus.ensure_schema()
    await bus.ensure([TopicSpec(name=RECORD.topic)])
    await bus.publish([RECORD], within=5)
    listener = Listener()
    async with listener.joined(bus, "silence", [RECORD.topic]):
        await listener.until_heard(1)
        network.broken()
        for _ in range(3):
            began = time.monotonic()
            with pytest.raises(BusAway):
                await bus.publish([RECORD], within=0.5)
            assert time.monotonic() - began < 2
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(listener.poll(wait=10), 0.5)
        began = time.monotonic()
    assert time.monotonic() - began < 5
    began = time.monotonic()
    await bus.close()
    assert time.monotonic() - began < 5


async def test_it_goes_on_when_the_network_is_mended(network: Network) -> None:
    async with PostgresLogBus(network.dsn) as bus:
        await bus.ensure_schema()
        await bus.ensure([TopicSpec(name=RECORD.topic)])
        network.broken()
        with pytest.raises(BusAway):
            await bus.publish([RECORD], within=0.5)
        network.mended()
        await bus.publish([RECORD], within=5)
        async with listening(bus, "mended", RECORD.topic) as listener:
            await listener.until_heard(1)
