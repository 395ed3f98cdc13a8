"""Hearing from Kafka: one member of a consumer group."""

import asyncio
from collections.abc import Callable, Collection, Coroutine, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener
from aiokafka.errors import (
    CommitFailedError,
    ConsumerStoppedError,
    IllegalGenerationError,
    IllegalStateError,
    KafkaError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)
from aiokafka.structs import ConsumerRecord, TopicPartition

from aegis_chassis.messaging.bus import Assignment, BusAway, Delivered, Partition
from aegis_chassis.messaging.kafka_connection import MESSAGE_BYTES, KafkaConnection

log = structlog.get_logger(__name__)

_DRAIN_SECONDS = 20.0
"""How long a member may take to finish what it has in hand before its partitions go to others."""
_REQUEST_SECONDS = 30.0
"""Joining a group is answered when its slowest member has drained: longer than that."""
_POLL_AT_LEAST_EVERY = 86_400.0
"""Consumers wait out a database that is away without polling; their sessions go on meanwhile."""
_FETCH_BYTES = 16 * 1024 * 1024
_ANSWER_WITHIN = 10.0
_STOP_WITHIN = 3.0

_NOT_OURS = (
    CommitFailedError,
    IllegalGenerationError,
    IllegalStateError,
    RebalanceInProgressError,
    UnknownMemberIdError,
)


class KafkaSubscription:
    """A subscription; `start` joins the group, `close` leaves it."""

    def __init__(
        self,
        connection: KafkaConnection,
        group: str,
        topics: Sequence[str],
        on: Assignment,
        *,
        heartbeat_seconds: float,
        session_seconds: float,
    ) -> None:
        self._connection = connection
        self._group = group
        self._topics = [connection.named(topic) for topic in topics]
        self._listener = _Listener(connection, on, self._notice_lost_logs)
        self._closed = False
        self._consumer = AIOKafkaConsumer(
            **connection.options(request_seconds=_REQUEST_SECONDS),
            group_id=connection.named(group),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            fetch_max_bytes=_FETCH_BYTES,
            max_partition_fetch_bytes=MESSAGE_BYTES,
            heartbeat_interval_ms=int(heartbeat_seconds * 1000),
            session_timeout_ms=int(session_seconds * 1000),
            rebalance_timeout_ms=int(_DRAIN_SECONDS * 1000),
            max_poll_interval_ms=int(_POLL_AT_LEAST_EVERY * 1000),
        )

    async def start(self) -> None:
        """Raises `BusAway` when Kafka does not answer; is to be closed all the same. Partitions come later."""
        try:
            async with asyncio.timeout(_ANSWER_WITHIN):
                await self._consumer.start()
        except (KafkaError, OSError, TimeoutError) as error:
            raise _away(error) from error
        # Only now: named before the start, a topic that nobody has made yet would keep the member from joining.
        self._consumer.subscribe(self._topics, listener=self._listener)

    async def poll(self, *, limit: int, wait: float) -> Mapping[Partition, Sequence[Delivered]]:
        try:
            polled = await self._consumer.getmany(timeout_ms=int(wait * 1000), max_records=limit)
        except (KafkaError, ConsumerStoppedError) as error:
            raise _away(error) from error
        batches: dict[Partition, Sequence[Delivered]] = {}
        for part, records in polled.items():
            partition = self._connection.partition(part.topic, part.partition)
            batches[partition] = [_delivered(partition, record) for record in records]
        return batches

    async def commit(self, next_offsets: Mapping[Partition, int]) -> None:
        offsets = self._mine(next_offsets)
        if not offsets:
            return
        try:
            async with asyncio.timeout(_ANSWER_WITHIN):
                await self._consumer.commit(offsets)
        except _NOT_OURS as error:
            log.info("kafka.commit_ignored", group=self._group, why=type(error).__name__)
        except (KafkaError, OSError, TimeoutError) as error:
            raise _away(error) from error

    async def seek(self, to: Mapping[Partition, int]) -> None:
        for part, offset in self._mine(to).items():
            self._consumer.seek(part, offset)

    def pause(self, parts: Collection[Partition]) -> None:
        self._consumer.pause(*self._mine(dict.fromkeys(parts, 0)))

    def resume(self, parts: Collection[Partition]) -> None:
        self._consumer.resume(*self._mine(dict.fromkeys(parts, 0)))

    async def bounds(self) -> Mapping[Partition, tuple[int, int]]:
        parts = list(self._consumer.assignment())
        if not parts:
            return {}
        try:
            async with asyncio.timeout(_ANSWER_WITHIN):
                first = await self._consumer.beginning_offsets(parts)
                end = await self._consumer.end_offsets(parts)
        except (KafkaError, OSError, TimeoutError) as error:
            raise _away(error) from error
        return {self._connection.partition(part.topic, part.partition): (first[part], end[part]) for part in parts}

    async def close(self) -> "asyncio.Task[None] | None":
        """Gives up all partitions and leaves the group. Returns the rest of the work where Kafka is away: it ends by
        itself, when its requests have timed out."""
        await self._listener.on_partitions_revoked(self._consumer.assignment())
        self._closed = True
        self._listener.stop_looking()
        stopping = asyncio.create_task(self._stop())
        done, _ = await asyncio.wait({stopping}, timeout=_STOP_WITHIN)
        if not done:
            log.warning("kafka.leaving_slowly", group=self._group)
            return stopping
        if not stopping.cancelled() and (error := stopping.exception()) is not None:
            log.warning("kafka.not_left", group=self._group, trouble=f"{type(error).__name__}: {error}")
        return None

    async def _stop(self) -> None:
        """A task of its own: what aiokafka cancels inside may come out as a cancellation, halfway."""
        try:
            await self._consumer.stop()
        finally:
            await self._consumer._client.close()  # noqa: SLF001  # the last thing that `stop` does, if it gets there

    async def _notice_lost_logs(self, parts: Collection[TopicPartition]) -> None:
        """Raises an alarm for offsets beyond the log's end. aiokafka itself starts at the earliest then."""
        try:
            async with asyncio.timeout(_ANSWER_WITHIN):
                ends = await self._consumer.end_offsets(list(parts))
                committed = await asyncio.gather(*(self._consumer.committed(part) for part in parts))
        except (KafkaError, OSError, TimeoutError) as error:
            log.info("kafka.logs_not_looked_at", group=self._group, why=f"{type(error).__name__}: {error}")
            return
        for part, position in zip(parts, committed, strict=True):
            if position is not None and position > ends[part]:
                log.error("bus.log_lost", group=self._group, topic=part.topic, position=position, end=ends[part])

    def _mine(self, parts: Mapping[Partition, int]) -> dict[TopicPartition, int]:
        assigned = frozenset() if self._closed else self._consumer.assignment()
        named = {TopicPartition(self._connection.named(part.topic), part.number): to for part, to in parts.items()}
        return {part: to for part, to in named.items() if part in assigned}


class _Listener(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka is untyped
    """Tells an `Assignment` what changed. Every rebalance takes all partitions away before it gives some."""

    def __init__(
        self,
        connection: KafkaConnection,
        on: Assignment,
        look_at: Callable[[Collection[TopicPartition]], Coroutine[Any, Any, None]],
    ) -> None:
        self._connection = connection
        self._on = on
        self._look_at = look_at
        self._looking: asyncio.Task[None] | None = None

    async def on_partitions_revoked(self, revoked: Collection[TopicPartition]) -> None:
        if revoked:
            await self._on.lost(self._parts(revoked))

    async def on_partitions_assigned(self, assigned: Collection[TopicPartition]) -> None:
        if assigned:
            await self._on.gained(self._parts(assigned))
            self.stop_looking()
            self._looking = asyncio.create_task(self._look_at(assigned))

    def stop_looking(self) -> None:
        if self._looking is not None:
            self._looking.cancel()

    def _parts(self, parts: Collection[TopicPartition]) -> frozenset[Partition]:
        return frozenset(self._connection.partition(part.topic, part.partition) for part in parts)


def _delivered(partition: Partition, record: "ConsumerRecord[Any, Any]") -> Delivered:
    return Delivered(
        partition=partition,
        offset=record.offset,
        key=(record.key or b"").decode(errors="replace"),
        headers={name: value.decode(errors="replace") for name, value in record.headers},
        value=record.value or b"",
        at=datetime.fromtimestamp(record.timestamp / 1000, UTC),
    )


def _away(error: BaseException) -> BusAway:
    return BusAway(f"Kafka: {type(error).__name__}: {error}")
