"""What a subscription promises to one member of a group."""

import asyncio
import time

from aegis_chassis.messaging.bus import Bus, Outgoing, Partition
from aegis_kernel.facts import TopicSpec
from aegis_testkit.listening import listening
from aegis_testkit.suites.bus_ground import BusGround, publish_numbers


class HearingSuite(BusGround):
    async def test_a_new_group_starts_at_the_earliest(self, bus: Bus) -> None:
        topic = await self.make_topic(bus)
        await publish_numbers(bus, topic, range(5))
        async with listening(bus, self.new_group(), topic) as listener:
            heard = await listener.until_heard(5)
        assert [record.offset for record in heard] == [0, 1, 2, 3, 4]

    async def test_groups_are_independent(self, bus: Bus) -> None:
        topic = await self.make_topic(bus)
        await publish_numbers(bus, topic, range(5))
        for _ in range(2):
            async with listening(bus, self.new_group(), topic) as listener:
                assert len(await listener.until_heard(5)) == 5
                await listener.commit()

    async def test_a_group_goes_on_where_it_committed(self, bus: Bus) -> None:
        topic, group = await self.make_topic(bus), self.new_group()
        await publish_numbers(bus, topic, range(10))
        async with listening(bus, group, topic) as listener:
            await listener.until_heard(10)
            await listener.subscription.commit({Partition(topic, 0): 6})
        async with listening(bus, group, topic) as listener:
            assert [record.offset for record in await listener.until_heard(4)] == [6, 7, 8, 9]

    async def test_without_a_commit_all_comes_again(self, bus: Bus) -> None:
        topic, group = await self.make_topic(bus), self.new_group()
        await publish_numbers(bus, topic, range(3))
        for _ in range(2):
            async with listening(bus, group, topic) as listener:
                assert [record.offset for record in await listener.until_heard(3)] == [0, 1, 2]

    async def test_what_is_published_meanwhile_wakes_a_poll(self, bus: Bus) -> None:
        topic = await self.make_topic(bus)
        async with listening(bus, self.new_group(), topic) as listener:
            await listener.until(lambda one: len(one.mine) == 1)
            polling = asyncio.create_task(listener.poll(wait=20))
            await asyncio.sleep(0.3)
            began = time.monotonic()
            await publish_numbers(bus, topic, [1])
            await polling
            assert time.monotonic() - began < 2
            assert listener.values() == [b"1"]

    async def test_a_poll_ends_empty_when_nothing_comes(self, bus: Bus) -> None:
        topic = await self.make_topic(bus)
        async with listening(bus, self.new_group(), topic) as listener:
            await listener.until(lambda one: len(one.mine) == 1)
            began = time.monotonic()
            assert not await listener.poll(wait=0.3)
            assert 0.2 < time.monotonic() - began < 2

    async def test_a_poll_takes_no_more_than_its_limit_over_all_topics(self, bus: Bus) -> None:
        topics = [await self.make_topic(bus) for _ in range(3)]
        for topic in topics:
            await publish_numbers(bus, topic, range(50))
        async with listening(bus, self.new_group(), *topics) as listener:
            while len(listener.heard) < 150:
                polled = await listener.poll(limit=20, wait=5)
                assert sum(len(records) for records in polled.values()) <= 20
        for topic in topics:
            assert [r.offset for r in listener.heard if r.partition.topic == topic] == list(range(50))

    async def test_a_busy_topic_does_not_starve_another(self, bus: Bus) -> None:
        busy, quiet = await self.make_topic(bus), await self.make_topic(bus)
        for _ in range(10):
            await bus.publish([Outgoing(busy, "key", {}, bytes(40_000)) for _ in range(40)], within=20)
        await publish_numbers(bus, quiet, [1])
        async with listening(bus, self.new_group(), busy, quiet) as listener:
            while not any(record.partition.topic == quiet for record in listener.heard):
                await listener.poll(limit=20, wait=5)
        assert len(listener.heard) < 400

    async def test_a_paused_partition_is_silent_until_resumed(self, bus: Bus) -> None:
        paused, other = await self.make_topic(bus), await self.make_topic(bus)
        async with listening(bus, self.new_group(), paused, other) as listener:
            await listener.until(lambda one: len(one.mine) == 2)
            listener.subscription.pause([Partition(paused, 0), Partition("not-ours", 0)])
            await publish_numbers(bus, paused, range(3))
            await publish_numbers(bus, other, range(3))
            await listener.until_heard(3)
            await listener.poll(wait=0.3)
            assert {record.partition.topic for record in listener.heard} == {other}
            listener.subscription.resume([Partition(paused, 0), Partition("not-ours", 0)])
            await listener.until_heard(6)
        assert [r.offset for r in listener.heard if r.partition.topic == paused] == [0, 1, 2]

    async def test_seeking_goes_back_and_forth(self, bus: Bus) -> None:
        topic = await self.make_topic(bus)
        part = Partition(topic, 0)
        await publish_numbers(bus, topic, range(10))
        async with listening(bus, self.new_group(), topic) as listener:
            await listener.until_heard(10)
            await listener.subscription.seek({part: 8, Partition("not-ours", 0): 3})
            await listener.until_heard(12)
            await listener.subscription.seek({part: 2})
            await listener.poll(limit=3, wait=5)
            await listener.subscription.seek({part: 9})
            await listener.until(lambda one: one.heard[-1].offset == 9)
            assert not await listener.poll(wait=0.2)
        assert [record.offset for record in listener.heard] == [*range(10), 8, 9, 2, 3, 4, 9]

    async def test_bounds_are_those_of_the_log(self, bus: Bus) -> None:
        empty, filled = await self.make_topic(bus), await self.make_topic(bus)
        await publish_numbers(bus, filled, range(4))
        async with listening(bus, self.new_group(), empty, filled) as listener:
            await listener.until(lambda one: len(one.mine) == 2)
            assert await listener.subscription.bounds() == {Partition(empty, 0): (0, 0), Partition(filled, 0): (0, 4)}

    async def test_commits_of_partitions_that_are_not_ours_are_ignored(self, bus: Bus) -> None:
        mine, foreign, group = await self.make_topic(bus), await self.make_topic(bus), self.new_group()
        await publish_numbers(bus, mine, range(3))
        await publish_numbers(bus, foreign, range(3))
        async with listening(bus, group, mine) as listener:
            await listener.until_heard(3)
            await listener.subscription.commit({Partition(mine, 0): 3, Partition(foreign, 0): 2, Partition(mine, 7): 9})
        async with listening(bus, group, mine, foreign) as listener:
            heard = await listener.until_heard(3)
        assert [(record.partition.topic, record.offset) for record in heard] == [(foreign, n) for n in range(3)]

    async def test_an_offset_beyond_the_end_means_another_log_and_starts_at_the_earliest(self, bus: Bus) -> None:
        topic, group = await self.make_topic(bus), self.new_group()
        await publish_numbers(bus, topic, range(3))
        async with listening(bus, group, topic) as listener:
            await listener.until_heard(3)
            await listener.subscription.commit({Partition(topic, 0): 1_000})
        async with listening(bus, group, topic) as listener:
            assert [record.offset for record in await listener.until_heard(3)] == [0, 1, 2]

    async def test_a_topic_that_is_made_later_is_heard_then(self, bus: Bus) -> None:
        early, late = await self.make_topic(bus), f"suite.{self.new_group()}"
        async with listening(bus, self.new_group(), early, late) as listener:
            await publish_numbers(bus, early, [1])
            await listener.until_heard(1)
            await bus.ensure([TopicSpec(name=late)])
            await publish_numbers(bus, late, [2])
            await listener.until(lambda one: b"2" in one.values())

    async def test_ensure_may_be_called_again_and_never_changes_partitions(self, bus: Bus) -> None:
        topic = await self.make_topic(bus, partitions=2)
        await publish_numbers(bus, topic, range(8), keys=8)
        await bus.ensure([TopicSpec(name=topic, partitions=5), TopicSpec(name=f"{topic}.more")])
        async with listening(bus, self.new_group(), topic) as listener:
            await listener.until_heard(8)
        assert len(listener.mine | listener.changes[0][1]) == (2 if self.partitioned else 1)
