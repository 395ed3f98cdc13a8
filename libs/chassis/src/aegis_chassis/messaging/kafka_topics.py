"""Administration of Kafka: making topics, and making a group start over."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import (
    CommitFailedError,
    GroupIdNotFound,
    KafkaError,
    TopicAlreadyExistsError,
    UnknownMemberIdError,
    for_code,
)

from aegis_chassis.messaging.bus import BusAway, GroupInUse
from aegis_chassis.messaging.kafka_connection import MESSAGE_BYTES, KafkaConnection
from aegis_kernel.facts import Cleanup, TopicSpec

log = structlog.get_logger(__name__)

_ANSWER_WITHIN = 30.0
_COMPACT_AT_LATEST_SECONDS = 7 * 86_400


class TopicRefused(Exception):
    """Kafka would not make a topic; the message says why."""


def topic_configuration(spec: TopicSpec, *, replication: int) -> dict[str, str]:
    """The topic's settings in Kafka's words. Of three replicas or more two have to have a record before it counts."""
    common = {
        "max.message.bytes": str(MESSAGE_BYTES),
        "message.timestamp.type": "LogAppendTime",
        "min.insync.replicas": "2" if replication >= 3 else "1",
    }
    if spec.cleanup is Cleanup.COMPACT:
        least = spec.compaction_lag_seconds
        return common | {
            "cleanup.policy": "compact",
            "min.compaction.lag.ms": str(least * 1000),
            "max.compaction.lag.ms": str(max(_COMPACT_AT_LATEST_SECONDS, least) * 1000),
        }
    kept = -1 if spec.retention_seconds is None else spec.retention_seconds * 1000
    return common | {"cleanup.policy": "delete", "retention.ms": str(kept)}


async def ensure_topics(connection: KafkaConnection, topics: Sequence[TopicSpec], *, replication: int) -> None:
    """Makes those that are missing, and returns when all can be used. Raises `TopicRefused`, `BusAway`."""
    if not topics:
        return
    wanted = [
        NewTopic(
            connection.named(spec.name),
            num_partitions=spec.partitions,
            replication_factor=replication,
            topic_configs=topic_configuration(spec, replication=replication),
        )
        for spec in topics
    ]
    async with _admin(connection) as admin:
        try:
            answer = await admin.create_topics(wanted)
        except AttributeError as error:  # what aiokafka makes of a cluster that is still electing its controller
            raise BusAway("Kafka has no controller yet") from error
        refused = [
            f"{topic}: {for_code(code).__name__}: {message}"
            for topic, code, message in answer.topic_errors
            if code not in {0, TopicAlreadyExistsError.errno}
        ]
        if refused:
            raise TopicRefused("; ".join(refused))
        await _until_led(admin, [topic.name for topic in wanted])
    made = [topic for topic, code, _ in answer.topic_errors if not code]
    if made:
        log.info("kafka.topics_made", topics=made)


async def _until_led(admin: AIOKafkaAdminClient, names: list[str]) -> None:
    """Until each partition has a leader; a topic is made before brokers know of it."""
    while True:
        described = await admin.describe_topics(names)
        if all(
            topic["error_code"] == 0 and all(part["leader"] >= 0 for part in topic["partitions"]) for topic in described
        ):
            return
        await asyncio.sleep(0.05)


async def reset_group(connection: KafkaConnection, group: str, topics: Sequence[str]) -> None:
    """Commits the earliest offsets of whatever the group has committed of `topics`. Raises `GroupInUse`, `BusAway`."""
    names = {connection.named(topic) for topic in topics}
    async with _admin(connection) as admin:
        try:
            committed = await admin.list_consumer_group_offsets(connection.named(group))
        except GroupIdNotFound:
            return
    parts = [part for part in committed if part.topic in names]
    if not parts:
        return
    consumer = AIOKafkaConsumer(
        **connection.options(), group_id=connection.named(group), enable_auto_commit=False, auto_offset_reset="earliest"
    )
    consumer.assign(parts)
    try:
        async with asyncio.timeout(_ANSWER_WITHIN):
            await consumer.start()
            await consumer.commit(await consumer.beginning_offsets(parts))
    except (CommitFailedError, UnknownMemberIdError) as error:
        raise GroupInUse(f"{group} has members; stop them first") from error
    except (KafkaError, OSError, TimeoutError) as error:
        raise BusAway(f"Kafka: {type(error).__name__}: {error}") from error
    finally:
        await asyncio.wait_for(consumer.stop(), _ANSWER_WITHIN)


@asynccontextmanager
async def _admin(connection: KafkaConnection) -> AsyncIterator[AIOKafkaAdminClient]:
    admin = AIOKafkaAdminClient(**connection.options())
    try:
        async with asyncio.timeout(_ANSWER_WITHIN):
            await admin.start()
            yield admin
    except (KafkaError, OSError, TimeoutError) as error:
        raise BusAway(f"Kafka: {type(error).__name__}: {error}") from error
    finally:
        await admin.close()
