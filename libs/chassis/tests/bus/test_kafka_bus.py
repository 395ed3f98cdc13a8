"""The bus on Kafka keeps what the port promises."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from structlog.testing import capture_logs

from aegis_chassis.messaging.bus import Partition
from aegis_chassis.messaging.kafka import KafkaBus
from aegis_chassis.messaging.kafka_topics import TopicRefused
from aegis_kernel.facts import Cleanup, TopicSpec
from aegis_testkit.listening import listening
from aegis_testkit.processes import free_port
from aegis_testkit.suites.bus import PartitionedBusSuite
from aegis_testkit.suites.bus_ground import publish_numbers


@pytest.mark.kafka
class TestKafkaBus(PartitionedBusSuite):
    @pytest_asyncio.fixture(loop_scope="session")
    async def bus(self, kafka_bus: KafkaBus) -> AsyncIterator[KafkaBus]:
        yield kafka_bus

    @pytest_asyncio.fixture(loop_scope="session")
    async def unreachable_bus(self) -> AsyncIterator[KafkaBus]:
        async with KafkaBus(f"127.0.0.1:{free_port()}") as bus:
            yield bus

    async def test_a_lost_log_raises_an_alarm(self, bus: KafkaBus) -> None:
        topic, group = await self.make_topic(bus), self.new_group()
        await publish_numbers(bus, topic, [1])
        async with listening(bus, group, topic) as listener:
            await listener.until_heard(1)
            await listener.subscription.commit({Partition(topic, 0): 10})
        with capture_logs() as logs:
            async with listening(bus, group, topic) as listener:
                await listener.until_heard(1)
                await listener.until(lambda _: any(entry["event"] == "bus.log_lost" for entry in logs))

    async def test_topics_are_made_as_they_ask(self, bus: KafkaBus, kafka_server: str, kafka_prefix: str) -> None:
        await bus.ensure(
            [
                TopicSpec(name="week", retention_seconds=604_800),
                TopicSpec(name="ever"),
                TopicSpec(name="last", partitions=3, cleanup=Cleanup.COMPACT, compaction_lag_seconds=30 * 86_400),
            ]
        )
        made = {name: await configuration(kafka_server, kafka_prefix + name) for name in ("week", "ever", "last")}
        assert made["week"]["cleanup.policy"] == "delete"
        assert made["week"]["retention.ms"] == "604800000"
        assert made["ever"]["retention.ms"] == "-1"
        assert made["last"]["cleanup.policy"] == "compact"
        assert made["last"]["min.compaction.lag.ms"] == str(30 * 86_400_000)
        assert made["last"]["max.compaction.lag.ms"] == str(30 * 86_400_000)
        assert {each["max.message.bytes"] for each in made.values()} == {"4194304"}
        assert {each["message.timestamp.type"] for each in made.values()} == {"LogAppendTime"}

    async def test_what_kafka_refuses_is_said(self, bus: KafkaBus) -> None:
        with pytest.raises(TopicRefused, match="not a name"):
            await bus.ensure([TopicSpec(name="not a name")])

    async def test_buses_of_other_prefixes_do_not_hear_one_another(self, bus: KafkaBus, kafka_server: str) -> None:
        topic = await self.make_topic(bus)
        async with KafkaBus(kafka_server, prefix=f"other.{self.new_group()}.") as other:
            await other.ensure([TopicSpec(name=topic)])
            await publish_numbers(other, topic, [1])
            await publish_numbers(bus, topic, [2])
            async with listening(bus, "group", topic) as listener, listening(other, "group", topic) as elsewhere:
                await listener.until_heard(1)
                await elsewhere.until_heard(1)
        assert (listener.values(), elsewhere.values()) == ([b"2"], [b"1"])


async def configuration(bootstrap: str, topic: str) -> dict[str, str]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        [answer] = await admin.describe_configs([ConfigResource(ConfigResourceType.TOPIC, topic)])
    finally:
        await admin.close()
    return {entry[0]: entry[1] for resource in answer.resources for entry in resource[4]}
