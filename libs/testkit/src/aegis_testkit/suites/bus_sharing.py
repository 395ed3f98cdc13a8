"""What members of a group may rely on where they share its partitions."""

import asyncio

from aegis_chassis.messaging.bus import Bus
from aegis_testkit.listening import Listener, listening
from aegis_testkit.suites.bus_ground import BusGround, publish_numbers, settled


class SharingSuite(BusGround):
    partitioned = True

    async def test_a_rebalance_waits_for_the_drain(self, bus: Bus) -> None:
        topic, group = await self.make_topic(bus, partitions=2), self.new_group()
        await publish_numbers(bus, topic, range(20), keys=20)

        async def drain(listener: Listener) -> None:
            await asyncio.sleep(0.5)
            await listener.commit()

        first = Listener(before_loss=drain)
        async with first.joined(bus, group, [topic]):
            await first.until_heard(20)
            async with listening(bus, group, topic) as second:
                await settled(first, second, sizes={1})
                await publish_numbers(bus, topic, range(20, 40), keys=20)
                while len(first.heard) + len(second.heard) < 40:
                    await asyncio.gather(first.poll(), second.poll())
        assert sorted(int(value) for value in first.values() + second.values()) == list(range(40))

    async def test_a_member_that_lost_a_partition_cannot_commit_it(self, bus: Bus) -> None:
        topic, group = await self.make_topic(bus, partitions=2), self.new_group()
        await publish_numbers(bus, topic, range(40), keys=20)
        async with listening(bus, group, topic) as first:
            await first.until_heard(40)
            async with listening(bus, group, topic) as second:
                await settled(first, second, sizes={1})
                [gone] = second.mine
                await first.subscription.commit({gone: 3})
                came = [record.offset for record in second.heard if record.partition == gone]
                while not came or came[-1] < max(r.offset for r in first.heard if r.partition == gone):
                    await second.poll()
                    came = [record.offset for record in second.heard if record.partition == gone]
        assert came[0] == 0
        async with listening(bus, group, topic) as third:
            await third.until(lambda one: {r.offset for r in one.heard if r.partition == gone} >= set(came))
