"""Streams tell of changes as they commit, hold nothing for a slow client, and end when the server does."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from litestar import get
from litestar.response import Stream
from web_app import CONTROLLERS

from aegis_chassis.database.pool import Database
from aegis_chassis.web.application import create_app
from aegis_chassis.web.authentication import PUBLIC
from aegis_chassis.web.server import Server, ServerSettings
from aegis_chassis.web.streams import Notice, Streams, notify
from aegis_kernel.errors import Away
from aegis_testkit.identity import IdentityForTests
from aegis_testkit.memory_bus import MemoryBus
from aegis_testkit.toy.service import toy_container

CHANNEL = "toy_changes"


async def ids(notice: Notice) -> Any:
    """Shows everything but what is hidden."""
    return notice.ids if notice.ids.get("hidden") is None else None


async def tell(database: Database, number: int, **more: str) -> None:
    async with database.connect() as connection:
        await notify(connection, CHANNEL, Notice(event="changed", ids={"n": number, **more}))
        await connection.commit()


@pytest.fixture
async def streams(toy: Database) -> AsyncIterator[Streams]:
    made = Streams(toy, CHANNEL, most=3, queue=5, ping_seconds=0.3)
    async with made.run():
        yield made


async def opened(streams: Streams) -> AsyncIterator[bytes]:
    """A stream past its greeting, while the process listens."""
    frames = streams.events(ids)
    assert (await anext(frames)).startswith(b": welcome")
    return frames


async def told(frames: AsyncIterator[bytes]) -> bytes:
    while True:
        frame = await asyncio.wait_for(anext(frames), 3)
        if not frame.startswith((b": ping", b"event: resync")):
            return frame


async def listening(database: Database) -> None:
    async with database.raw() as connection:
        for _ in range(200):
            if await connection.fetchval("select count(*) from pg_stat_activity where query ilike 'listen %'"):
                return
            await asyncio.sleep(0.01)
    raise AssertionError("nobody listens")


async def test_everybody_hears_what_commits_and_may_be_shown(toy: Database, streams: Streams) -> None:
    first, second = await opened(streams), await opened(streams)
    hear = [asyncio.create_task(told(frames)) for frames in (first, second)]
    await listening(toy)
    await tell(toy, 1, hidden="yes")
    async with toy.connect() as connection:
        await notify(connection, CHANNEL, Notice(event="changed", ids={"n": 2}))  # never committed
    await tell(toy, 3)
    assert await asyncio.gather(*hear) == [b'event: changed\ndata: {"n":3}\n\n'] * 2


async def test_a_quiet_stream_is_pinged(streams: Streams) -> None:
    frames = await opened(streams)
    seen = [await asyncio.wait_for(anext(frames), 2) for _ in range(2)]
    assert b": ping\n\n" in seen


async def test_a_client_that_is_too_slow_is_told_to_read_again(toy: Database, streams: Streams) -> None:
    frames = await opened(streams)
    pinged = asyncio.create_task(anext(frames))
    await listening(toy)
    await pinged
    for number in range(20):
        await tell(toy, number)
    await asyncio.sleep(0.1)
    assert await anext(frames) == b"event: resync\ndata: {}\n\n"
    await tell(toy, 99)
    assert await told(frames) in {b'event: changed\ndata: {"n":%d}\n\n' % number for number in range(12, 100)}


async def test_there_are_only_so_many_streams(streams: Streams) -> None:
    held = [await opened(streams) for _ in range(3)]
    with pytest.raises(Away):
        streams.response(ids)
    await held[0].aclose()  # type: ignore[attr-defined]
    assert isinstance(streams.response(ids), Stream)


async def test_a_broken_connection_is_made_again_and_everybody_reads_again(toy: Database, streams: Streams) -> None:
    frames = await opened(streams)
    pinged = asyncio.create_task(anext(frames))
    await listening(toy)
    await pinged
    async with toy.raw() as connection:
        await connection.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where query ilike 'listen %' and pid <> pg_backend_pid()"
        )
    while await asyncio.wait_for(anext(frames), 5) != b"event: resync\ndata: {}\n\n":
        pass
    await listening(toy)
    hearing = asyncio.create_task(told(frames))
    for _ in range(20):
        await tell(toy, 5)
        await asyncio.sleep(0.05)
    assert await hearing == b'event: changed\ndata: {"n":5}\n\n'


async def test_a_notice_of_a_whole_thing_is_refused(toy: Database) -> None:
    async with toy.connect() as connection:
        with pytest.raises(ValueError, match="ids"):
            await notify(connection, CHANNEL, Notice(event="x", ids={"text": "y" * 9_000}))


async def test_a_server_that_stops_does_not_wait_for_its_streams(toy: Database, identity: IdentityForTests) -> None:
    streams = Streams(toy, CHANNEL)

    @get("/watch", operation_id="watch", opt=PUBLIC)
    async def watch() -> Stream:
        return streams.response(ids)

    container = toy_container(toy, MemoryBus())
    app = create_app(
        name="toy", version="1", container=container, identity=identity, controllers=[*CONTROLLERS, watch],
        lifespans=[streams.run],
    )  # fmt: skip
    server = Server(app, ServerSettings(port=0), on_stop=[streams.close])
    stop = asyncio.Event()

    async def serve() -> None:
        async with app.lifespan():
            await server.run()
        stop.set()

    serving = asyncio.create_task(serve())
    async with (
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{server.port}", timeout=5) as http,
        http.stream("GET", "/api/v1/watch") as response,
    ):
        assert response.headers["Content-Type"].startswith("text/event-stream")
        frames = response.aiter_raw()
        assert (await anext(frames)).startswith(b": welcome")
        server.stop()
        await asyncio.wait_for(stop.wait(), 5)
    await serving


async def test_an_address_that_is_taken_is_told_at_once() -> None:
    async def nothing(*_: Any) -> None: ...

    first = Server(nothing, ServerSettings(port=0))
    with pytest.raises(OSError, match="in use"):
        Server(nothing, ServerSettings(port=first.port))
    first._socket.close()
