"""Sending to Kafka: one idempotent producer, thrown away whenever it is in doubt."""

import asyncio
from collections.abc import Sequence
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, KafkaError

from aegis_chassis.messaging.bus import BusAway, Outgoing
from aegis_chassis.messaging.kafka_connection import MESSAGE_BYTES, KafkaConnection

log = structlog.get_logger(__name__)

_BATCH_BYTES = 256 * 1024
_DISCARD_WITHIN = 5.0


class KafkaPublisher:
    """Publishes with acks of all replicas. Made without a connection; `close` ends it.

    An idempotent producer never gives up: what it could not send in time it sends later, behind the retry that its
    caller has made meanwhile, and compaction would then keep the older state. So a producer that failed once is
    stopped with all it holds, and the next publish starts another.
    """

    def __init__(self, connection: KafkaConnection) -> None:
        self._connection = connection
        self._producer: AIOKafkaProducer | None = None
        self._starting = asyncio.Lock()

    async def publish(self, records: Sequence[Outgoing], *, within: float) -> None:
        """Raises `BusAway` when not all were acknowledged after `within` seconds: some may be in."""
        producer: AIOKafkaProducer | None = None
        acks: list[asyncio.Future[Any]] = []
        try:
            async with asyncio.timeout(within):
                producer = await self._started()
                for record in records:
                    acks.append(await self._send(producer, record))  # noqa: PERF401  # kept when one fails
                await asyncio.wait(acks)
                for ack in acks:
                    ack.result()
        except (KafkaError, OSError, TimeoutError) as error:
            if producer is not None:
                await self._discard(producer)
            if isinstance(error, TimeoutError):
                raise BusAway(f"Kafka did not acknowledge within {within:g} s") from error
            raise BusAway(f"Kafka: {type(error).__name__}: {error}") from error
        finally:
            for ack in acks:
                ack.add_done_callback(_retrieved)

    async def close(self) -> None:
        """Stops the producer, after what it holds has been sent, or at once when that takes too long."""
        async with self._starting:
            producer, self._producer = self._producer, None
        if producer is None:
            return
        try:
            await asyncio.wait_for(producer.flush(), _DISCARD_WITHIN)
        except (KafkaError, TimeoutError) as error:
            log.warning("kafka.closed_unsent", trouble=f"{type(error).__name__}: {error}")
        await _discard(producer)

    async def _send(self, producer: AIOKafkaProducer, record: Outgoing) -> "asyncio.Future[Any]":
        ack: asyncio.Future[Any] = await producer.send(
            self._connection.named(record.topic),
            key=record.key.encode(),
            value=record.value,
            headers=[(name, text.encode()) for name, text in record.headers.items()],
        )
        return ack

    async def _started(self) -> AIOKafkaProducer:
        async with self._starting:
            if self._producer is None:
                producer = AIOKafkaProducer(
                    **self._connection.options(),
                    acks="all",
                    enable_idempotence=True,
                    linger_ms=0,
                    max_batch_size=_BATCH_BYTES,
                    max_request_size=MESSAGE_BYTES,
                )
                try:
                    await producer.start()
                except BaseException:
                    await _discard(producer)
                    raise
                self._producer = producer
            return self._producer

    async def _discard(self, producer: AIOKafkaProducer) -> None:
        if self._producer is producer:
            self._producer = None
            await _discard(producer)


async def _discard(producer: AIOKafkaProducer) -> None:
    """Stops a producer with what it holds. Its own `stop` alone would wait for Kafka to come back, and then send."""
    producer._message_accumulator.fail_all(KafkaConnectionError("the producer was discarded"))  # noqa: SLF001  # no public way to drop what is queued
    sending = producer._sender.sender_task  # noqa: SLF001  # likewise
    if sending is not None:
        sending.cancel()
    try:
        async with asyncio.timeout(_DISCARD_WITHIN):
            await producer.client.close()
            await producer.stop()
    except (KafkaError, OSError, TimeoutError) as error:
        log.warning("kafka.producer_not_stopped", trouble=f"{type(error).__name__}: {error}")


def _retrieved(ack: "asyncio.Future[Any]") -> None:
    """A failure that the caller has heard of already is nothing that asyncio need report."""
    if not ack.cancelled():
        ack.exception()
