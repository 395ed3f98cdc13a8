"""A consumer applies each fact once, buries what cannot be handled, waits out what passes, and stops cleanly."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from uuid import UUID, uuid4

import asyncpg
import pytest
from dishka import AsyncContainer

from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.bus import Bus, Outgoing
from aegis_chassis.messaging.consumer import Consumer, Limits
from aegis_chassis.messaging.envelope import encode
from aegis_chassis.messaging.handler import Handler
from aegis_chassis.messaging.hearing import Group
from aegis_chassis.messaging.rebuild import NotRebuildable, rebuild
from aegis_chassis.messaging.replay import list_dead_letters, replay
from aegis_kernel.clock import SystemClock
from aegis_kernel.facts import Fact
from aegis_kernel.ids import event_id
from aegis_testkit.memory_bus import MemoryBus
from aegis_testkit.toy.service import toy_container
from aegis_testkit.toy.things import EFFECTS, POISON, PROJECTIONS, THINGS, Thing

QUICK = Limits(wait_seconds=0.05, first_back_off=0.01, longest_back_off=0.05, tries_alone=3, stop_within=1.0)


def record(id_: UUID, version: int, value: int = 0, *tags: str, gone: bool = False) -> Outgoing:
    fact = Fact(
        topic=THINGS.name,
        key=str(id_),
        version=version,
        type="aegis.toy.thing.changed.v1",
        id=event_id(THINGS.name, str(id_), version),
        time=SystemClock().now(),
        state=Thing(id=id_, value=value, tags=tags, gone=gone),
    )
    return encode(fact, source="toy")


@pytest.fixture
async def bus() -> MemoryBus:
    made = MemoryBus()
    await made.ensure([THINGS.spec])
    return made


@pytest.fixture
async def container(toy: Database, bus: MemoryBus) -> AsyncIterator[AsyncContainer]:
    made = toy_container(toy, bus)
    yield made
    await made.close()


@asynccontextmanager
async def consuming(bus: Bus, container: AsyncContainer, group: Group = PROJECTIONS) -> AsyncIterator[Consumer]:
    handler = Handler(group, container, SystemClock())
    consumer = Consumer(bus, handler, container, SystemClock(), service="toy", limits=QUICK)
    task = asyncio.create_task(consumer.run())
    try:
        yield consumer
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def until(condition: Callable[[], Awaitable[bool]], within: float = 5.0) -> None:
    async with asyncio.timeout(within):
        while not await condition():  # noqa: ASYNC110  # a database sends no event
            await asyncio.sleep(0.01)


async def told(database: Database) -> Counter[tuple[str, int]]:
    async with database.raw() as connection:
        rows = await connection.fetch("select key, version from told")
    return Counter((row["key"], row["version"]) for row in rows)


async def things(database: Database) -> dict[UUID, tuple[int, int]]:
    async with database.raw() as connection:
        rows = await connection.fetch("select id, value, version from thing")
    return {row["id"]: (row["value"], row["version"]) for row in rows}


async def tags(database: Database, id_: UUID) -> set[str]:
    async with database.raw() as connection:
        return {row["tag"] for row in await connection.fetch("select tag from thing_tag where thing_id = $1", id_)}


async def test_a_replica_follows_its_topic_with_its_children_and_its_end(
    toy: Database, bus: MemoryBus, container: AsyncContainer
) -> None:
    id_ = uuid4()
    async with consuming(bus, container):
        await bus.publish([record(id_, 1, 10, "a", "b"), record(id_, 2, 20, "b", "c")], within=1)
        await until(lambda: _is(things(toy), {id_: (20, 2)}))
        assert await tags(toy, id_) == {"b", "c"}
        await bus.publish([record(id_, 3, gone=True)], within=1)
        await until(lambda: _is(things(toy), {}))
        assert await tags(toy, id_) == set()


async def test_large_batches_give_what_small_ones_give(
    toy: Database, bus: MemoryBus, container: AsyncContainer
) -> None:
    ids = [uuid4() for _ in range(500)]
    await bus.publish([record(id_, 1, 1, "x", "y") for id_ in ids], within=1)
    async with consuming(bus, container):
        await until(lambda: _is(things(toy), dict.fromkeys(ids, (1, 1))))
        await bus.publish([record(ids[0], 2, 2, "z"), record(ids[1], 2, gone=True)], within=1)
        await until(lambda: _is(things(toy), dict.fromkeys(ids[2:], (1, 1)) | {ids[0]: (2, 2)}))
    assert await tags(toy, ids[0]) == {"z"}
    assert await tags(toy, ids[2]) == {"x", "y"}


async def test_what_comes_twice_takes_effect_once(toy: Database, bus: MemoryBus, container: AsyncContainer) -> None:
    id_ = uuid4()
    log = [record(id_, 1), record(id_, 2), record(id_, 1), record(id_, 2), record(id_, 3)]
    async with consuming(bus, container):
        await bus.publish(log, within=1)
        await until(lambda: _is(told(toy), Counter({(str(id_), version): 1 for version in (1, 2, 3)})))
        await bus.publish(log, within=1)
        await bus.publish([record(id_, 4)], within=1)
        await until(lambda: _has(told(toy), (str(id_), 4)))
    assert set((await told(toy)).values()) == {1}


async def test_one_poisoned_record_is_buried_and_all_others_come_in(
    toy: Database, bus: MemoryBus, container: AsyncContainer
) -> None:
    ids = [uuid4() for _ in range(21)]
    await bus.publish([record(id_, 1, POISON if id_ == ids[13] else 7) for id_ in ids], within=1)
    async with consuming(bus, container) as consumer:
        await until(lambda: _counts(things(toy), 20))
        await until(lambda: _true(consumer.buried == 1))
    assert ids[13] not in await things(toy)
    (letter,) = await list_dead_letters(toy, PROJECTIONS.name)
    assert (letter.key, letter.topic) == (str(ids[13]), THINGS.name)
    assert "poison" in letter.cause


async def test_a_buried_record_is_announced_on_the_services_own_topic(
    toy: Database, bus: MemoryBus, container: AsyncContainer
) -> None:
    await bus.publish([record(uuid4(), 1, POISON)], within=1)
    async with consuming(bus, container) as consumer:
        await until(lambda: _true(consumer.buried == 1))
    async with toy.raw() as connection:
        (row,) = await connection.fetch("select topic, headers from outbox")
    assert row["topic"] == "aegis.toy.dead-letter"
    assert b"aegis.toy.things/" in row["headers"]


async def test_what_cannot_be_decoded_is_buried_at_once_with_its_bytes(
    toy: Database, bus: MemoryBus, container: AsyncContainer
) -> None:
    good = record(uuid4(), 1)
    await bus.publish([Outgoing(THINGS.name, "k", good.headers, b'{"state": {"id": 1}}'), good], within=1)
    async with consuming(bus, container):
        await until(lambda: _counts(things(toy), 1))
    (letter,) = await list_dead_letters(toy, PROJECTIONS.name)
    assert letter.value == b'{"state": {"id": 1}}'
    assert letter.cause.startswith("undecodable")


async def test_a_replay_goes_through_the_same_handler_and_a_newer_version_wins(
    toy: Database, bus: MemoryBus, container: AsyncContainer
) -> None:
    healed, overtaken = uuid4(), uuid4()
    await bus.publish([record(healed, 1, POISON), record(overtaken, 1, POISON), record(overtaken, 2, 5)], within=1)
    async with consuming(bus, container) as consumer:
        await until(lambda: _true(consumer.buried == 2))
    async with toy.raw() as connection:
        await connection.execute(
            "update dead_letter set value = convert_to(replace(convert_from(value, 'UTF8'), '-1', '9'), 'UTF8')"
        )
    assert await replay(toy, Handler(PROJECTIONS, container, SystemClock())) == (2, 0)
    assert await things(toy) == {healed: (9, 1), overtaken: (5, 2)}
    assert await list_dead_letters(toy, PROJECTIONS.name) == []


async def test_a_replay_that_fails_again_stays_a_dead_letter(
    toy: Database, bus: MemoryBus, container: AsyncContainer
) -> None:
    await bus.publish([record(uuid4(), 1, POISON)], within=1)
    async with consuming(bus, container) as consumer:
        await until(lambda: _true(consumer.buried == 1))
    assert await replay(toy, Handler(PROJECTIONS, container, SystemClock())) == (0, 1)
    assert len(await list_dead_letters(toy, PROJECTIONS.name)) == 1


async def test_what_passes_by_itself_is_waited_out_and_never_buried(
    toy: Database, bus: MemoryBus, container: AsyncContainer
) -> None:
    id_ = uuid4()
    async with toy.raw() as connection, connection.transaction():
        await connection.execute("lock table told in access exclusive mode")
        async with consuming(bus, container) as consumer:
            await _limit_lock_waits(toy)
            await bus.publish([record(id_, 1, 1)], within=1)
            await asyncio.sleep(0.5)
            assert consumer.buried == 0
    async with consuming(bus, container):
        await until(lambda: _is(things(toy), {id_: (1, 1)}))


async def test_the_bus_being_away_ends_nothing(toy: Database, bus: MemoryBus, container: AsyncContainer) -> None:
    id_ = uuid4()
    await bus.publish([record(id_, 1, 1)], within=1)
    bus.away = True
    async with consuming(bus, container):
        await asyncio.sleep(0.1)
        assert await things(toy) == {}
        bus.away = False
        await until(lambda: _is(things(toy), {id_: (1, 1)}))


async def test_effects_happen_once_and_not_for_old_facts(
    toy: Database, bus: MemoryBus, container: AsyncContainer
) -> None:
    fresh, old = uuid4(), uuid4()
    aged = record(old, 1)
    aged = Outgoing(aged.topic, aged.key, aged.headers | {"ce_time": "2020-01-01T00:00:00Z"}, aged.value)
    async with consuming(bus, container, EFFECTS):
        await bus.publish([aged, record(fresh, 1), record(fresh, 1)], within=1)
        await until(lambda: _is(told(toy), Counter({(str(fresh), 1): 1})))
    with pytest.raises(NotRebuildable):
        await rebuild(toy, bus, EFFECTS)


async def test_a_rebuild_gives_the_same_replica_again(toy: Database, bus: MemoryBus, container: AsyncContainer) -> None:
    ids = [uuid4() for _ in range(60)]
    await bus.publish([record(id_, version, version, f"t{version}") for version in (1, 2) for id_ in ids], within=1)
    async with consuming(bus, container):
        await until(lambda: _is(things(toy), dict.fromkeys(ids, (2, 2))))
    async with toy.raw() as connection:
        await connection.execute("update thing set value = 99")
    await rebuild(toy, bus, PROJECTIONS)
    assert await things(toy) == {}
    async with consuming(bus, container):
        await until(lambda: _is(things(toy), dict.fromkeys(ids, (2, 2))))


async def test_two_consumers_of_a_group_share_without_doing_anything_twice(
    toy: Database, bus: MemoryBus, container: AsyncContainer
) -> None:
    ids = [uuid4() for _ in range(30)]
    async with consuming(bus, container):
        await bus.publish([record(id_, 1) for id_ in ids], within=1)
        async with consuming(bus, container):
            await bus.publish([record(id_, 2) for id_ in ids], within=1)
            await until(lambda: _counts(told(toy), 60))
    assert set((await told(toy)).values()) == {1}


async def _limit_lock_waits(database: Database) -> None:
    """Makes every later connection give up on a lock after 50 ms, as a busy database does."""
    async with database.raw() as connection:
        with suppress(asyncpg.PostgresError):
            await connection.execute("set lock_timeout = '50ms'")


async def _is(found: Awaitable[object], wanted: object) -> bool:
    return await found == wanted


async def _has(found: Awaitable[Counter[tuple[str, int]]], key: tuple[str, int]) -> bool:
    return key in await found


async def _counts(found: Awaitable[object], wanted: int) -> bool:
    return len(await found) == wanted  # type: ignore[arg-type]  # a collection


async def _true(value: bool) -> bool:
    return value
