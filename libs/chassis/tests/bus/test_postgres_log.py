"""What the PostgreSQL log does beyond the port: several processes, dead owners, dead servers, cleaning."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from uuid import uuid4

import asyncpg
import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from aegis_chassis.database.embedded import EmbeddedPostgres
from aegis_chassis.messaging.bus import BusAway, Outgoing, Partition
from aegis_chassis.messaging.postgres_log import PostgresLogBus
from aegis_kernel.facts import Cleanup, TopicSpec
from aegis_testkit.listening import Listener, listening
from aegis_testkit.suites.bus_ground import publish_numbers

Connection = asyncpg.Connection


@pytest_asyncio.fixture(loop_scope="session")
async def bus(log_dsn: str) -> AsyncIterator[PostgresLogBus]:
    async with PostgresLogBus(log_dsn, take_over_seconds=0.1) as bus:
        await bus.ensure_schema()
        yield bus


@pytest_asyncio.fixture(loop_scope="session")
async def aside(log_dsn: str, bus: PostgresLogBus) -> AsyncIterator[Connection]:
    """A connection past the bus."""
    del bus
    connection = await asyncpg.connect(log_dsn)
    yield connection
    await connection.close()


@pytest_asyncio.fixture(loop_scope="session")
async def topic(bus: PostgresLogBus) -> str:
    name = f"log.{uuid4().hex[:12]}"
    await bus.ensure([TopicSpec(name=name)])
    return name


async def offsets_of(aside: Connection, topic: str) -> list[int]:
    rows = await aside.fetch('select "offset" from bus.record where topic = $1 order by 1', topic)
    return [row["offset"] for row in rows]


async def age(aside: Connection, topic: str, offsets: list[int], days: int) -> None:
    await aside.execute(
        """
        update bus.record set at = at - make_interval(days => $3)
        where topic = $1 and "offset" = any($2::bigint[])
        """,
        topic,
        offsets,
        days,
    )


async def test_a_publication_of_another_process_wakes_a_poll(log_dsn: str, topic: str) -> None:
    async with (
        PostgresLogBus(log_dsn, poll_seconds=30) as hearing,
        PostgresLogBus(log_dsn) as publishing,
        listening(hearing, "wake", topic) as listener,
    ):
        polling = asyncio.create_task(listener.poll(wait=30))
        await asyncio.sleep(0.2)
        began = time.monotonic()
        await publish_numbers(publishing, topic, [1])
        await polling
        assert time.monotonic() - began < 2
    assert listener.values() == [b"1"]


async def test_an_announcement_too_long_to_say_wakes_everybody(log_dsn: str, bus: PostgresLogBus, topic: str) -> None:
    many = [f"{topic}.{'x' * 100}.{number}" for number in range(100)]
    await bus.ensure([TopicSpec(name=name) for name in many])
    async with PostgresLogBus(log_dsn, poll_seconds=30) as hearing, listening(hearing, "many", topic) as listener:
        polling = asyncio.create_task(listener.poll(wait=30))
        await asyncio.sleep(0.2)
        await bus.publish([Outgoing(name, "key", {}, b"1") for name in [topic, *many]], within=10)
        await asyncio.wait_for(polling, 5)
    assert listener.values() == [b"1"]


@pytest.mark.kill
async def test_another_member_takes_over_when_the_owners_connection_dies(
    bus: PostgresLogBus, aside: Connection, topic: str
) -> None:
    await publish_numbers(bus, topic, range(5))
    first, second = Listener(), Listener()
    async with second.joined(bus, "other", [topic]):
        assert second.mine
    async with first.joined(bus, topic, [topic]):
        await first.until_heard(5)
        await first.subscription.commit({Partition(topic, 0): 3})
        async with second.joined(bus, topic, [topic]):
            await second.poll(wait=0.3)
            assert not second.heard
            await aside.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1", f"bus {topic}"
            )
            with pytest.raises(BusAway):
                await second.until_heard(99)
            with pytest.raises(BusAway):
                await first.poll()
            with pytest.raises(BusAway):
                await first.subscription.commit({Partition(topic, 0): 5})
    async with listening(bus, topic, topic) as third:
        assert [record.offset for record in await third.until_heard(2)] == [3, 4]


async def test_publishers_that_hold_a_topic_delay_others_no_longer_than_they_allow(
    bus: PostgresLogBus, aside: Connection, topic: str
) -> None:
    async with aside.transaction():
        await aside.execute("update bus.topic set next = next where name = $1", topic)
        began = time.monotonic()
        with pytest.raises(BusAway):
            await publish_numbers_within(bus, topic, 0.3)
        assert time.monotonic() - began < 2
    await publish_numbers(bus, topic, [1])
    assert await offsets_of(aside, topic) == [0]


async def publish_numbers_within(bus: PostgresLogBus, topic: str, within: float) -> None:
    await bus.publish([Outgoing(topic, "key", {}, b"late")], within=within)


async def test_a_publication_that_fails_leaves_nothing(bus: PostgresLogBus, aside: Connection, topic: str) -> None:
    with pytest.raises(BusAway, match=r"log\.missing"):
        await bus.publish([Outgoing(topic, "k", {}, b"1"), Outgoing("log.missing", "k", {}, b"2")], within=5)
    await publish_numbers(bus, topic, [1])
    assert await offsets_of(aside, topic) == [0]


async def test_a_lost_log_raises_an_alarm(bus: PostgresLogBus, topic: str) -> None:
    async with listening(bus, "lost", topic) as listener:
        await listener.subscription.commit({Partition(topic, 0): 10})
    with capture_logs() as logs:
        async with listening(bus, "lost", topic):
            assert [entry["event"] for entry in logs] == ["bus.log_lost"]


async def test_values_are_kept_as_they_are(bus: PostgresLogBus, aside: Connection, topic: str) -> None:
    """Compressing them would cost more than it saves."""
    await bus.publish([Outgoing(topic, "key", {}, b"a" * 100_000)], within=5)
    assert await aside.fetchval("select pg_column_size(value) from bus.record where topic = $1", topic) >= 100_000


async def test_any_number_of_processes_may_make_the_tables(
    postgres_database: Callable[..., Awaitable[object]],
) -> None:
    database = await postgres_database("bus")
    buses = [PostgresLogBus(database.login("bus")) for _ in range(5)]  # type: ignore[attr-defined]  # the testkit's
    await asyncio.gather(*(bus.ensure_schema() for bus in buses))
    await buses[0].ensure([TopicSpec(name="made")])
    await publish_numbers(buses[1], "made", range(3))
    for bus in buses:
        await bus.close()


async def test_a_missing_schema_is_a_defect_and_no_absent_bus(
    postgres_database: Callable[..., Awaitable[object]],
) -> None:
    database = await postgres_database("bus")
    async with PostgresLogBus(database.login("bus")) as bus:  # type: ignore[attr-defined]  # the testkit's
        with pytest.raises(asyncpg.UndefinedFunctionError):
            await publish_numbers(bus, "topic", [1])


class TestCleaning:
    async def test_superseded_records_of_compact_topics_go_when_they_are_old_enough(
        self, bus: PostgresLogBus, aside: Connection, topic: str
    ) -> None:
        compact = f"{topic}.compact"
        await bus.ensure([TopicSpec(name=compact, cleanup=Cleanup.COMPACT)])
        await publish_numbers(bus, compact, range(10), keys=2)
        await age(aside, compact, [0, 1, 2, 3, 9], days=2)
        assert await bus.clean() == 4
        assert await offsets_of(aside, compact) == [4, 5, 6, 7, 8, 9]
        async with listening(bus, topic, compact) as listener:
            await listener.until_heard(6)
            assert await listener.subscription.bounds() == {Partition(compact, 0): (4, 10)}
        await publish_numbers(bus, compact, [10])
        assert (await offsets_of(aside, compact))[-1] == 10

    async def test_a_topic_names_its_own_lag(self, bus: PostgresLogBus, aside: Connection, topic: str) -> None:
        compact = f"{topic}.slow"
        await bus.ensure([TopicSpec(name=compact, cleanup=Cleanup.COMPACT, compaction_lag_seconds=30 * 86_400)])
        await publish_numbers(bus, compact, range(3))
        await age(aside, compact, [0, 1, 2], days=29)
        assert await bus.clean() == 0
        await age(aside, compact, [0, 1, 2], days=2)
        assert await bus.clean() == 2

    async def test_records_past_their_retention_go(self, bus: PostgresLogBus, aside: Connection, topic: str) -> None:
        kept, short = f"{topic}.kept", f"{topic}.short"
        await bus.ensure([TopicSpec(name=kept), TopicSpec(name=short, retention_seconds=7 * 86_400)])
        for each in (kept, short):
            await publish_numbers(bus, each, range(4))
            await age(aside, each, [0, 1], days=8)
        assert await bus.clean() == 2
        assert await offsets_of(aside, kept) == [0, 1, 2, 3]
        assert await offsets_of(aside, short) == [2, 3]

    async def test_what_a_topic_keeps_may_be_changed(self, bus: PostgresLogBus, aside: Connection, topic: str) -> None:
        await publish_numbers(bus, topic, range(2))
        await age(aside, topic, [0], days=2)
        assert await bus.clean() == 0
        await bus.ensure([TopicSpec(name=topic, retention_seconds=86_400)])
        assert await bus.clean() == 1


@pytest.mark.kill
@pytest.mark.parametrize("seed", [1, 2])
async def test_nothing_published_is_lost_when_the_server_is_killed(
    own_postgres: Callable[[], Awaitable[EmbeddedPostgres]], seed: int
) -> None:
    server = await own_postgres()
    async with PostgresLogBus(server.dsn(), take_over_seconds=0.1) as bus:
        await bus.ensure_schema()
        await bus.ensure([TopicSpec(name="kills")])
        published, heard = 0, list[int]()

        async def publish() -> None:
            nonlocal published
            for number in range(400):
                while True:
                    try:
                        await bus.publish([Outgoing("kills", "key", {}, str(number).encode())], within=1)
                    except BusAway:
                        await asyncio.sleep(0.02)
                    else:
                        break
                published = number + 1

        async def hear() -> None:
            while len(set(heard)) < 400:
                try:
                    async with listening(bus, "group", "kills") as listener:
                        while len(set(heard)) < 400:
                            polled = await listener.poll(wait=0.2)
                            for records in polled.values():
                                heard.extend(int(record.value) for record in records)
                            await listener.commit()
                except BusAway:
                    await asyncio.sleep(0.02)

        working = asyncio.gather(publish(), hear())
        for turn in range(2):
            target = 60 + seed * 17 + turn * 150
            while published < target and not working.done():  # noqa: ASYNC110  # it is to die in the middle
                await asyncio.sleep(0.005)
            await server.kill()
            await server.start()
        await asyncio.wait_for(working, 60)
    new = [number for index, number in enumerate(heard) if number not in heard[:index]]
    assert new == list(range(400))
