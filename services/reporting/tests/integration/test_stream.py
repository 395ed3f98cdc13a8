"""The stream of changes, as a browser follows it."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import msgspec
import pytest
import pytest_asyncio
from reporting_facts import score, technique
from reporting_rig import VIEWER, Rig

from aegis_chassis.web.server import Server, ServerSettings
from aegis_kernel.rights import Role
from aegis_reporting.application.activity.queries.follow import FollowChanges
from aegis_reporting.entrypoints.http.feed_frames import feed_frames


@dataclass(frozen=True)
class Event:
    """One event as a browser takes it from its frame."""

    id: str | None
    name: str
    data: Any


def event_of(frame: str) -> Event | None:
    """The event in a frame; None for a comment."""
    fields = dict(line.split(": ", 1) for line in frame.splitlines() if ": " in line[1:])
    if "event" not in fields:
        return None
    return Event(fields.get("id"), fields["event"], msgspec.json.decode(fields["data"]))


@pytest_asyncio.fixture
async def address(rig: Rig) -> AsyncIterator[str]:
    """A real server with the service's application."""
    app = rig.service.api()
    server = Server(app, ServerSettings(port=0, graceful_seconds=5), on_stop=rig.service.on_stop)
    started = asyncio.Event()

    async def live() -> None:
        # In a task of its own: fixtures are entered and left in different ones, which a lifespan may not be.
        async with app.lifespan():
            started.set()
            await server.run()

    living = asyncio.create_task(live())
    await asyncio.wait_for(started.wait(), 10)
    yield f"http://{server.host}:{server.port}/api/v1/matrix/stream"
    server.stop()
    await asyncio.wait_for(living, 10)


@asynccontextmanager
async def following(rig: Rig, address: str, **headers: str) -> AsyncIterator[AsyncGenerator[Event, None]]:
    """The events of one connection. Entered once the stream is open."""
    signed_in = rig.identity.headers(Role.VIEWER)
    async with (
        httpx.AsyncClient(timeout=10) as client,
        client.stream("GET", address, headers={**signed_in, **headers}) as answer,
    ):
        assert answer.status_code == 200, await answer.aread()
        assert answer.headers["Content-Type"].startswith("text/event-stream")
        chunks = answer.aiter_text()
        assert "welcome" in await anext(chunks)

        async def events() -> AsyncGenerator[Event, None]:
            rest = ""
            async for chunk in chunks:
                *frames, rest = (rest + chunk).split("\n\n")
                for frame in frames:
                    if event := event_of(frame):
                        yield event

        async with aclosing(events()) as stream:
            yield stream


async def test_what_changes_is_told_with_an_id_as_it_changes(rig: Rig, address: str) -> None:
    await rig.hear(technique("T1"))
    async with following(rig, address) as events:
        await rig.hear(score("T1"))
        event = await asyncio.wait_for(anext(events), 5)
    assert (event.id, event.name) == ("2", "technique")
    assert event.data["technique"]["attack_id"] == "T1"
    assert event.data["details"]["status"] == "validated"


async def test_whoever_comes_again_gets_what_was_missed(rig: Rig, address: str) -> None:
    for number in range(1, 4):
        await rig.hear(score(f"T{number}"))
    async with following(rig, address, **{"Last-Event-ID": "1"}) as events:
        assert [(await asyncio.wait_for(anext(events), 5)).id for _ in range(2)] == ["2", "3"]
        await rig.hear(score("T4"))
        assert (await asyncio.wait_for(anext(events), 5)).id == "4"
    async with following(rig, f"{address}?after=2") as events:
        assert (await asyncio.wait_for(anext(events), 5)).id == "3"


async def test_whoever_missed_too_much_is_told_to_read_anew(rig: Rig, address: str) -> None:
    for number in range(1, 4):
        await rig.hear(score(f"T{number}"))
    await rig.execute("delete from activity where id <= 2")
    async with following(rig, address, **{"Last-Event-ID": "1"}) as events:
        assert await asyncio.wait_for(anext(events), 5) == Event("3", "resync", {})
        await rig.hear(score("T4"))
        assert (await asyncio.wait_for(anext(events), 5)).id == "4"


async def test_several_follow_and_none_of_them_holds_a_connection(rig: Rig, address: str) -> None:
    async with (
        following(rig, address) as one, following(rig, address) as two, following(rig, address) as three,
        following(rig, address) as four, following(rig, address) as five, following(rig, address) as six,
    ):  # fmt: skip
        await rig.hear(score("T1"))
        told = await asyncio.wait_for(asyncio.gather(*(anext(each) for each in (one, two, three, four, five, six))), 5)
    assert {event.id for event in told} == {"1"}


async def test_a_stream_ends_when_the_server_stops(rig: Rig, address: str) -> None:
    async with following(rig, address) as events:
        for close in rig.service.on_stop:
            close()
        with pytest.raises(StopAsyncIteration):
            await asyncio.wait_for(anext(events), 5)


async def rings(*rung: bool) -> AsyncGenerator[bool, None]:
    for one in rung:
        yield one


async def frames_of(rig: Rig, *rung: bool, last_seen: int | None = 0, lasts_seconds: float = 60.0) -> list[str]:
    follow = await rig.get(FollowChanges)
    beginning = await follow.begin(VIEWER, last_seen)
    frames = feed_frames(rings(*rung), follow, beginning, lasts_seconds=lasts_seconds)
    return [frame.decode() async for frame in frames]


async def test_silence_is_broken_by_a_comment(rig: Rig) -> None:
    assert await frames_of(rig, True, False, False) == [": welcome\nretry: 2000\n\n", ": ping\n\n", ": ping\n\n"]


async def test_a_stream_ends_with_the_access_token(rig: Rig) -> None:
    await rig.hear(score("T1"))
    frames = await frames_of(rig, True, False, False, lasts_seconds=-1.0)
    assert [event_of(frame) is not None for frame in frames] == [False, True]


async def test_what_is_let_go_while_somebody_follows_slowly_makes_him_read_anew(rig: Rig) -> None:
    for number in range(1, 5):
        await rig.hear(score(f"T{number}"))
    follow = await rig.get(FollowChanges)
    beginning = await follow.begin(VIEWER, 1)
    await rig.execute("delete from activity where id <= 3")
    events = [event_of(frame.decode()) async for frame in feed_frames(rings(True), follow, beginning, lasts_seconds=60)]
    assert [(event.id, event.name) for event in events if event] == [("3", "resync"), ("4", "technique")]


async def test_more_than_one_batch_is_told_at_once(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aegis_reporting.application.activity.queries.follow.MOST_AT_ONCE", 2)
    monkeypatch.setattr("aegis_reporting.entrypoints.http.feed_frames.MOST_AT_ONCE", 2)
    await rig.hear(*(score(f"T{number}") for number in range(5)))
    frames = await frames_of(rig, True)
    assert len(frames) == 6
