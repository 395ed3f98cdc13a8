"""What several members of a group may rely on."""

import asyncio
from contextlib import suppress

import pytest

from aegis_chassis.messaging.bus import Bus, BusAway, GroupInUse, Partition
from aegis_testkit.listening import Listener, listening
from aegis_testkit.suites.bus_ground import BusGround, publish_numbers, settled


class GroupSuite(BusGround):
    async def test_members_share_or_stand_by_and_each_record_comes_to_one(self, bus: Bus) -> None:
        topic, group = await self.make_topic(bus, partitions=4), self.new_group()
        async with listening(bus, group, topic) as first, listening(bus, group, topic) as second:
            await settled(first, second, sizes={2} if self.partitioned else {0, 1})
            await publish_numbers(bus, topic, range(200), keys=50)
            while len(first.heard) + len(second.heard) < 200:
                await asyncio.gather(first.poll(), second.poll())
        assert sorted(int(value) for value in first.values() + second.values()) == list(range(200))

    async def test_the_rest_goes_on_when_a_member_leaves(self, bus: Bus) -> None:
        topic, group = await self.make_topic(bus, partitions=4), self.new_group()
        async with Listener(before_loss=Listener.commit).joined(bus, group, [topic]) as second:
            async with listening(bus, group, topic) as first:
                await settled(first, second, sizes={2} if self.partitioned else {0, 1})
                await publish_numbers(bus, topic, range(100), keys=50)
                while len(first.heard) + len(second.heard) < 100:
                    await asyncio.gather(first.poll(), second.poll())
                await asyncio.gather(first.commit(), second.commit())
            await publish_numbers(bus, topic, range(100, 200), keys=50)
            await second.until(lambda one: len(one.heard) + len(first.heard) >= 200)
        assert sorted(int(value) for value in first.values() + second.values()) == list(range(200))

    async def test_a_member_drains_before_another_takes_over(self, bus: Bus) -> None:
        topic, group = await self.make_topic(bus), self.new_group()
        await publish_numbers(bus, topic, range(10))
        drained = asyncio.Event()

        async def drain(listener: Listener) -> None:
            await asyncio.sleep(0.5)
            await listener.commit()
            drained.set()

        first = Listener(before_loss=drain)
        async with first.joined(bus, group, [topic]):
            await first.until_heard(10)
        async with listening(bus, group, topic) as second:
            await second.until(lambda one: len(one.mine) == 1)
            assert drained.is_set()
            await publish_numbers(bus, topic, [10])
            assert [record.offset for record in await second.until_heard(1)] == [10]
        assert [change for change, _ in first.changes] == ["gained", "lost"]

    async def test_a_member_that_has_left_cannot_commit(self, bus: Bus) -> None:
        topic, group = await self.make_topic(bus), self.new_group()
        await publish_numbers(bus, topic, range(5))
        async with listening(bus, group, topic) as first:
            await first.until_heard(5)
        async with listening(bus, group, topic) as second:
            await second.until_heard(5)
            await second.commit()
            with suppress(BusAway):
                await first.subscription.commit({Partition(topic, 0): 2})
        await publish_numbers(bus, topic, [5])
        async with listening(bus, group, topic) as third:
            assert [record.offset for record in await third.until_heard(1)] == [5]

    async def test_a_reset_group_starts_at_the_earliest_of_the_topics_named(self, bus: Bus) -> None:
        topic, other, group = await self.make_topic(bus), await self.make_topic(bus), self.new_group()
        for each in (topic, other):
            await publish_numbers(bus, each, range(3))
        async with listening(bus, group, topic, other) as listener:
            await listener.until_heard(6)
            await listener.commit()
        await bus.reset(group, [topic])
        async with listening(bus, group, topic, other) as listener:
            heard = await listener.until_heard(3)
            assert not await listener.poll(wait=0.3)
        assert [(record.partition.topic, record.offset) for record in heard] == [(topic, n) for n in range(3)]

    async def test_a_group_with_members_is_not_reset(self, bus: Bus) -> None:
        topic, group = await self.make_topic(bus), self.new_group()
        await publish_numbers(bus, topic, range(3))
        async with listening(bus, group, topic) as listener:
            await listener.until_heard(3)
            await listener.commit()
            with pytest.raises(GroupInUse):
                await bus.reset(group, [topic])
        await publish_numbers(bus, topic, [3])
        async with listening(bus, group, topic) as listener:
            assert [record.offset for record in await listener.until_heard(1)] == [3]

    async def test_a_group_that_nobody_knows_may_be_reset(self, bus: Bus) -> None:
        await bus.reset(self.new_group(), [await self.make_topic(bus)])
