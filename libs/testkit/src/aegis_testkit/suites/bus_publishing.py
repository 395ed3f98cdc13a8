"""What publishing promises."""

import asyncio
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import pytest

from aegis_chassis.messaging.bus import MAX_RECORD_BYTES, Bus, BusAway, Outgoing, Partition, RecordTooLarge
from aegis_testkit.listening import listening
from aegis_testkit.suites.bus_ground import BusGround, publish_numbers


class PublishingSuite(BusGround):
    async def test_a_record_comes_as_it_was_sent(self, bus: Bus) -> None:
        topic = await self.make_topic(bus)
        sent = Outgoing(topic, "kēy", {"ce_type": "x", "ce_said": "tjänst – 試験"}, b"\x00\xff{}")
        await bus.publish([sent], within=10)
        async with listening(bus, self.new_group(), topic) as listener:
            [came] = await listener.until_heard(1)
        assert (came.partition.topic, came.key, dict(came.headers), came.value) == (
            sent.topic,
            sent.key,
            sent.headers,
            sent.value,
        )
        assert abs(datetime.now(UTC) - came.at) < timedelta(minutes=1)

    async def test_records_of_a_key_stay_in_the_order_given(self, bus: Bus) -> None:
        topic = await self.make_topic(bus, partitions=3)
        for start in range(0, 1_000, 250):
            await publish_numbers(bus, topic, range(start, start + 250), keys=7)
        async with listening(bus, self.new_group(), topic) as listener:
            heard = await listener.until_heard(1_000)
        of_key: dict[str, list[int]] = defaultdict(list)
        for record in heard:
            of_key[record.key].append(int(record.value))
        assert of_key == {f"key-{key}": list(range(key, 1_000, 7)) for key in range(7)}

    async def test_nothing_is_a_publication_too(self, bus: Bus) -> None:
        await bus.publish([], within=1)

    async def test_what_is_published_is_in_when_publish_returns(self, bus: Bus) -> None:
        topic = await self.make_topic(bus)
        async with listening(bus, self.new_group(), topic) as listener:
            await listener.until(lambda one: len(one.mine) == 1)
            for count in range(1, 6):
                await publish_numbers(bus, topic, [count])
                assert await listener.subscription.bounds() == {Partition(topic, 0): (0, count)}

    async def test_large_records_pass(self, bus: Bus) -> None:
        topic = await self.make_topic(bus)
        sizes = [1_000_000, 10, MAX_RECORD_BYTES - 3, 500_000, 1_000_000]
        await bus.publish([Outgoing(topic, "key", {}, bytes(size)) for size in sizes], within=20)
        async with listening(bus, self.new_group(), topic) as listener:
            heard = await listener.until_heard(len(sizes))
        assert [len(record.value) for record in heard] == sizes

    async def test_a_record_that_is_too_large_is_refused_and_nothing_sent(self, bus: Bus) -> None:
        topic = await self.make_topic(bus)
        small, large = Outgoing(topic, "key", {}, b"small"), Outgoing(topic, "key", {}, bytes(MAX_RECORD_BYTES))
        with pytest.raises(RecordTooLarge):
            await bus.publish([small, large], within=10)
        await bus.publish([small], within=10)
        async with listening(bus, self.new_group(), topic) as listener:
            await listener.until_heard(1)
            assert await listener.subscription.bounds() == {Partition(topic, 0): (0, 1)}

    async def test_many_records_pass(self, bus: Bus) -> None:
        topics = [await self.make_topic(bus), await self.make_topic(bus, partitions=3)]
        for start in range(0, 20_000, 2_000):
            for topic in topics:
                await publish_numbers(bus, topic, range(start, start + 2_000), keys=100)
        async with listening(bus, self.new_group(), *topics) as listener:
            heard = await listener.until_heard(40_000, within=60)
        for topic in topics:
            assert sorted(int(r.value) for r in heard if r.partition.topic == topic) == list(range(20_000))

    async def test_offsets_become_visible_in_order_whoever_publishes(self, bus: Bus) -> None:
        """A reader that goes on from the highest offset it saw never passes one that appears later."""
        topics = [await self.make_topic(bus, partitions=2) for _ in range(3)]
        publishers, turns = 16, 24

        async def publish(publisher: int) -> None:
            for turn in range(turns):
                first = (publisher + turn) % 3
                await bus.publish(
                    [
                        Outgoing(topic, f"{publisher}-{number}", {}, b"x")
                        for topic in (topics[first], topics[first - 1])
                        for number in range(1 + turn % 5)
                    ],
                    within=30,
                )

        sent = publishers * sum(2 * (1 + turn % 5) for turn in range(turns))
        async with listening(bus, self.new_group(), *topics) as listener:
            await asyncio.gather(listener.until_heard(sent, within=60), *map(publish, range(publishers)))
            bounds = await listener.subscription.bounds()
        offsets: dict[Partition, list[int]] = defaultdict(list)
        for record in listener.heard:
            offsets[record.partition].append(record.offset)
        assert offsets == {part: list(range(end)) for part, (_, end) in bounds.items() if end}
        assert len(listener.heard) == sent

    async def test_a_topic_that_nobody_made_is_an_absent_bus(self, bus: Bus) -> None:
        with pytest.raises(BusAway):
            await bus.publish([Outgoing("suite.never-made", "key", {}, b"x")], within=0.5)
        topic = await self.make_topic(bus)
        await publish_numbers(bus, topic, [1])

    async def test_an_absent_bus_is_reported_within_the_limit(self, unreachable_bus: Bus) -> None:
        began = time.monotonic()
        with pytest.raises(BusAway):
            await unreachable_bus.publish([Outgoing("topic", "key", {}, b"x")], within=1)
        assert time.monotonic() - began < 3
        with pytest.raises(BusAway):
            await unreachable_bus.ping()
        with pytest.raises(BusAway):
            async with listening(unreachable_bus, "group", "topic"):
                pytest.fail("subscribed to nothing")

    async def test_a_present_bus_answers_a_ping(self, bus: Bus) -> None:
        await bus.ping()
