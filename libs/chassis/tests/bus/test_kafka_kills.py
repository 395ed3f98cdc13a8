"""Kafka killed, frozen and gone: nothing that was acknowledged is lost, and nobody hangs."""

import asyncio
import random
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from aegis_chassis.messaging.bus import Bus, BusAway, Delivered, Outgoing, Partition
from aegis_chassis.messaging.kafka import KafkaBus
from aegis_kernel.facts import TopicSpec
from aegis_testkit.kafka_broker import KafkaBroker
from aegis_testkit.listening import Listener, listening, next_offsets

pytestmark = [pytest.mark.kafka, pytest.mark.kill]

TOPIC = "kills"
KEYS = 5


@pytest_asyncio.fixture(loop_scope="session")
async def broker(own_kafka: Callable[[], Awaitable[KafkaBroker]]) -> KafkaBroker:
    return await own_kafka()


@pytest_asyncio.fixture(loop_scope="session")
async def bus(broker: KafkaBroker) -> AsyncIterator[KafkaBus]:
    async with bus_on(broker) as bus:
        await bus.ensure([TopicSpec(name=TOPIC, partitions=2)])
        yield bus


def bus_on(broker: KafkaBroker) -> KafkaBus:
    return KafkaBus(broker.bootstrap, heartbeat_seconds=0.2, session_seconds=2.0, metadata_seconds=1.0)


class Publisher:
    """Publishes batches as a relay does: in order, each until it is acknowledged."""

    def __init__(self, bus: Bus) -> None:
        self.bus = bus
        self.acked = 0
        self.failures = 0

    async def run(self, batches: int, *, size: int = 50) -> None:
        for _ in range(batches):
            batch = [
                Outgoing(TOPIC, f"key-{number % KEYS}", {}, str(number).encode())
                for number in range(self.acked, self.acked + size)
            ]
            while True:
                try:
                    await self.bus.publish(batch, within=1.0)
                except BusAway:
                    self.failures += 1
                    await asyncio.sleep(0.05)
                else:
                    break
            self.acked += size
            await asyncio.sleep(0.005)


async def consume(bus: Bus, group: str, heard: list[Delivered], enough: Callable[[], bool]) -> None:
    """As a consumer does: commits what it has, and joins again when the bus was away."""
    while not enough():
        try:
            async with listening(bus, group, TOPIC) as listener:
                while not enough():
                    polled = await listener.poll(wait=0.2)
                    records = [record for batch in polled.values() for record in batch]
                    heard.extend(records)
                    await listener.subscription.commit(next_offsets(records))
        except BusAway:
            await asyncio.sleep(0.05)


def assert_complete_and_in_order(heard: list[Delivered], count: int) -> None:
    """All came, and per key the first coming of each is in order: a consumer that drops what it had sees no gap."""
    assert {int(record.value) for record in heard} == set(range(count))
    of_key: dict[str, list[int]] = defaultdict(list)
    for record in heard:
        number = int(record.value)
        if not of_key[record.key] or number > of_key[record.key][-1]:
            of_key[record.key].append(number)
    assert of_key == {f"key-{key}": list(range(key, count, KEYS)) for key in range(KEYS)}


@pytest.mark.parametrize("seed", [1, 2])
async def test_nothing_acknowledged_is_lost_when_the_broker_is_killed(
    broker: KafkaBroker, bus: KafkaBus, seed: int
) -> None:
    chance = random.Random(seed)
    publisher, heard = Publisher(bus), list[Delivered]()
    publishing = asyncio.create_task(publisher.run(250))
    consuming = asyncio.create_task(
        consume(bus, "group", heard, lambda: publishing.done() and len({r.value for r in heard}) == publisher.acked)
    )
    for _ in range(2):
        await asyncio.sleep(chance.uniform(0.1, 0.8))
        await broker.kill()
        await asyncio.sleep(chance.uniform(0.0, 1.5))
        await broker.start()
    await asyncio.wait_for(publishing, 60)
    await asyncio.wait_for(consuming, 30)
    assert publisher.failures
    assert_complete_and_in_order(heard, publisher.acked)


async def test_what_a_publisher_gave_up_on_never_comes_after_its_retry(broker: KafkaBroker, bus: KafkaBus) -> None:
    """Compaction keeps the last record of a key: an old one behind a new one would bring an old state back."""
    for turn in range(3):
        key, first = f"turn-{turn}", 10 * turn
        broker.freeze()
        for number in (first, first + 1):
            with pytest.raises(BusAway):
                await bus.publish([Outgoing(TOPIC, key, {}, str(number).encode())], within=0.4)
        broker.thaw()
        for number in (first, first + 1, first + 2):
            await bus.publish([Outgoing(TOPIC, key, {}, str(number).encode())], within=20)
    async with listening(bus, "group", TOPIC) as listener:
        await listener.until(lambda one: b"22" in one.values())
        await listener.poll(wait=1.0)
    for turn in range(3):
        numbers = [int(record.value) for record in listener.heard if record.key == f"turn-{turn}"]
        assert numbers[-1] == 10 * turn + 2


@pytest.mark.parametrize("how", ["killed", "frozen"])
async def test_publishing_and_leaving_end_in_time_while_the_broker_is_away(broker: KafkaBroker, how: str) -> None:
    bus = bus_on(broker)
    await bus.ensure([TopicSpec(name=TOPIC)])
    await bus.publish([Outgoing(TOPIC, "key", {}, b"1")], within=10)
    listener = Listener()
    began = 0.0
    async with listener.joined(bus, "group", [TOPIC]):
        await listener.until_heard(1)
        if how == "killed":
            await broker.kill()
        else:
            broker.freeze()
        began = time.monotonic()
        with pytest.raises(BusAway):
            await bus.publish([Outgoing(TOPIC, "key", {}, b"2")], within=1.0)
        assert time.monotonic() - began < 7
        with pytest.raises(BusAway):
            await bus.ping()
        began = time.monotonic()
    assert time.monotonic() - began < 7
    began = time.monotonic()
    await bus.close()
    assert time.monotonic() - began < 12
    broker.thaw()


async def test_a_waiting_consumer_goes_on_when_the_broker_is_back(broker: KafkaBroker, bus: KafkaBus) -> None:
    await bus.publish([Outgoing(TOPIC, "key", {}, b"1")], within=10)
    async with listening(bus, "group", TOPIC) as listener:
        await listener.until_heard(1)
        await listener.commit()
        await broker.kill()
        await listener.poll(wait=0.5)
        await broker.start()
        await Publisher(bus).run(1, size=1)
        await listener.until(lambda one: b"0" in one.values(), within=30)
    assert len(listener.heard) == 2


MEMBER = """
import asyncio, sys
from aegis_chassis.messaging.kafka import KafkaBus
from aegis_testkit.listening import listening
async def main():
    bus = KafkaBus(sys.argv[1], heartbeat_seconds=0.2, session_seconds=2.0)
    async with listening(bus, "group", sys.argv[2]) as listener:
        await listener.until_heard(3)
        await listener.subscription.commit({listener.heard[0].partition: 2})
        print("heard", flush=True)
        await asyncio.sleep(600)
asyncio.run(main())
"""


async def test_another_member_takes_over_from_one_that_was_killed(broker: KafkaBroker, bus: KafkaBus) -> None:
    topic = "one-part"
    await bus.ensure([TopicSpec(name=topic)])
    await bus.publish([Outgoing(topic, "key", {}, bytes([number])) for number in range(3)], within=10)
    member = await asyncio.create_subprocess_exec(
        sys.executable, "-c", MEMBER, broker.bootstrap, topic, stdout=asyncio.subprocess.PIPE
    )
    assert member.stdout is not None
    assert await member.stdout.readline() == b"heard\n"
    member.kill()
    await member.wait()
    async with listening(bus, "group", topic) as listener:
        heard = await listener.until_heard(1, within=15)
    assert [(record.partition, record.offset) for record in heard] == [(Partition(topic, 0), 2)]
