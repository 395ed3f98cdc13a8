"""The recorder finds what was said, and says what it found instead."""

import asyncio
from datetime import UTC, datetime
from typing import Any

import pytest
from msgspec import Struct

from aegis_chassis.messaging.bus import Outgoing
from aegis_chassis.messaging.envelope import encode
from aegis_kernel.facts import Fact, Topic, TopicSpec
from aegis_kernel.ids import event_id
from aegis_testkit.memory_bus import MemoryBus
from aegis_testkit.recorder import recording


class Lamp(Struct, frozen=True):
    lit: bool


LAMPS = Topic(
    spec=TopicSpec(name="lamps", partitions=2),
    owner="tests",
    state=Lamp,
    types={"LampLit": "lamp.lit.v1", "LampPutOut": "lamp.put-out.v1"},
)
OTHERS = Topic(spec=TopicSpec(name="others"), owner="tests", state=Lamp, types={"Other": "other.v1"})


def said(topic: Topic[Any], type_: str, key: str, version: int) -> Outgoing:
    fact = Fact(
        topic=topic.name,
        key=key,
        version=version,
        type=topic.types[type_],
        id=event_id(topic.name, key, version),
        time=datetime.now(UTC),
        state=Lamp(lit=type_ == "LampLit"),
    )
    return encode(fact, source="tests")


@pytest.fixture
async def bus() -> MemoryBus:
    bus = MemoryBus()
    await bus.ensure([LAMPS.spec, OTHERS.spec])
    return bus


async def test_it_waits_for_a_fact(bus: MemoryBus) -> None:
    await bus.publish([said(LAMPS, "LampLit", "a", 1)], within=1)
    async with recording(bus, LAMPS) as recorder:
        early = await recorder.wait_for(LAMPS, type_="LampLit", key="a")
        waiting = asyncio.create_task(recorder.wait_for(LAMPS, type_="LampPutOut", key="a"))
        await bus.publish([said(LAMPS, "LampPutOut", "b", 1), said(LAMPS, "LampPutOut", "a", 2)], within=1)
        late = await waiting
    assert (early.version, early.state) == (1, Lamp(lit=True))
    assert (late.key, late.version) == ("a", 2)


async def test_it_collects_several(bus: MemoryBus) -> None:
    async with recording(bus, LAMPS, OTHERS) as recorder:
        await bus.publish([said(LAMPS, "LampLit", key, 1) for key in "abc"], within=1)
        await bus.publish([said(OTHERS, "Other", "a", 1)], within=1)
        lit = await recorder.wait_for_many(2, LAMPS, where=lambda fact: fact.key != "b")
        await recorder.silence(0.05)
    assert {fact.key for fact in lit} == {"a", "c"}
    assert len(recorder.of(key="a")) == 2
    assert len(recorder.of(OTHERS)) == 1
    assert recorder.of(LAMPS, type_="LampPutOut") == []


async def test_it_says_what_came_instead(bus: MemoryBus) -> None:
    async with recording(bus, LAMPS) as recorder:
        await bus.publish([said(LAMPS, "LampLit", "a", 1), Outgoing("lamps", "x", {}, b"not a fact")], within=1)
        await recorder.wait_for(LAMPS, key="a")
        with pytest.raises(AssertionError, match=r"0 of 1 .* LampPutOut, any key .*\n.*lamp\.lit\.v1 a v1"):
            await recorder.wait_for(LAMPS, type_="LampPutOut", within=0.05)
    assert len(recorder.undecoded) == 1


async def test_it_waits_for_a_bus_that_is_away_and_counts_nothing_twice(bus: MemoryBus) -> None:
    await bus.publish([said(LAMPS, "LampLit", "a", 1)], within=1)
    async with recording(bus, LAMPS) as recorder:
        await recorder.wait_for(LAMPS)
        bus.away = True
        await asyncio.sleep(0.3)
        bus.away = False
        await bus.publish([said(LAMPS, "LampPutOut", "a", 2)], within=1)
        await recorder.wait_for(LAMPS, type_="LampPutOut")
    assert [fact.version for fact in recorder.facts] == [1, 2]
