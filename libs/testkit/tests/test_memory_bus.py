"""The fake keeps what the port promises."""

import pytest
import pytest_asyncio

from aegis_chassis.messaging.bus import BusAway
from aegis_testkit.memory_bus import MemoryBus
from aegis_testkit.suites.bus import PartitionedBusSuite
from aegis_testkit.suites.bus_ground import publish_numbers


class TestMemoryBus(PartitionedBusSuite):
    @pytest_asyncio.fixture(loop_scope="session")
    async def bus(self) -> MemoryBus:
        return MemoryBus()

    @pytest_asyncio.fixture(loop_scope="session")
    async def unreachable_bus(self) -> MemoryBus:
        bus = MemoryBus()
        bus.away = True
        return bus

    async def test_it_keeps_what_was_published(self, bus: MemoryBus) -> None:
        topic = await self.make_topic(bus)
        await publish_numbers(bus, topic, range(2))
        bus.away = True
        with pytest.raises(BusAway):
            await publish_numbers(bus, topic, range(3))
        assert [record.value for record in bus.published] == [b"0", b"1"]
