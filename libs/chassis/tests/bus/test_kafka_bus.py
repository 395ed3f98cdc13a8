"""The bus on Kafka keeps what the port promises."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from aegis_chassis.messaging.kafka import KafkaBus
from aegis_testkit.processes import free_port
from aegis_testkit.suites.bus import PartitionedBusSuite


@pytest.mark.kafka
class TestKafkaBus(PartitionedBusSuite):
    @pytest_asyncio.fixture(loop_scope="session")
    async def bus(self, kafka_bus: KafkaBus) -> AsyncIterator[KafkaBus]:
        yield kafka_bus

    @pytest_asyncio.fixture(loop_scope="session")
    async def unreachable_bus(self) -> AsyncIterator[KafkaBus]:
        async with KafkaBus(f"127.0.0.1:{free_port()}") as bus:
            yield bus
