"""Sending to Kafka: one idempotent producer, thrown away whenever it is in doubt."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import KafkaConnectionError, KafkaError

from aegis_chassis.messaging.bus import BusAway, Outgoing
from aegis_chassis.messaging.kafka_connection import MESSAGE_BYTES, KafkaConnection

log = structlog.get_logger(__name__)

Acks = list["asyncio.Future[Any]"]

_BATCH_BYTES = 256 * 1024
_END_WITHIN = 3.0


@dataclass(eq=False, slots=True)
class _Live:
    """A producer and the acknowledgements that somebody waits for."""

    producer: AIOKafkaProducer
    waited_for: list[Acks] = field(default_factory=list)


class KafkaPublisher:
    """Publishes with acks of all replicas. Made without a connection; `close` ends it.

    An idempotent producer never gives up: what it could not send in time it sends later, behind the retry that its
    caller has made meanwhile, and compaction would then keep the older state. So a producer that failed once is
    stopped with all it holds, and the next publish starts another.
    """

    def __init__(self, connection: KafkaConnection) -> None:
        self._connection = connection
        self._live: _Live | None = None
        self._starting = asyncio.Lock()

    async def publish(self, records: Sequence[Outgoing], *, within: float) -> None:
        """Raises `BusAway` when not all were acknowledged after `within` seconds: some may be in."""
        live: _Live | None = None
        acks: Acks = []
        try:
            async with asyncio.timeout(within):
                live = await self._started()
                live.waited_for.append(acks)
                for record in records:
                    acks.append(await self._send(live.producer, record))  # kept when one fails
                await asyncio.wait(acks)
                for ack in acks:
                    ack.result()
        except (KafkaError, OSError, TimeoutError) as error:
            if live is not None:
                await self._discard(live)
            if isinstance(error, TimeoutError):
                raise BusAway(f"Kafka did not acknowledge within {within:g} s") from error
            raise BusAway(f"Kafka: {type(error).__name__}: {error}") from error
        finally:
            if live is not None:
                live.waited_for = [others for others in live.waited_for if others is not acks]
            for ack in acks:
                ack.add_done_callback(_retrieved)

    async def close(self) -> None:
        """Stops the producer, after what it holds has been sent, or at once when that takes too long."""
        async with self._starting:
            live, self._live = self._live, None
        if live is None:
            return
        try:
            await asyncio.wait_for(live.producer.flush(), _END_WITHIN)
        except (KafkaError, TimeoutError) as error:
            log.warning("kafka.closed_unsent", trouble=f"{type(error).__name__}: {error}")
        await _end(live.producer)

    async def _send(self, producer: AIOKafkaProducer, record: Outgoing) -> "asyncio.Future[Any]":
        ack: asyncio.Future[Any] = await producer.send(
            self._connection.named(record.topic),
            key=record.key.encode(),
            value=record.value,
            headers=[(name, text.encode()) for name, text in record.headers.items()],
        )
        return ack

    async def _started(self) -> _Live:
        async with self._starting:
            if self._live is None:
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
                    await _end(producer)
                    raise
                self._live = _Live(producer)
            return self._live

    async def _discard(self, live: _Live) -> None:
        """Ends a producer and the waiting of whoever else published with it."""
        if self._live is not live:
            return
        self._live = None
        await _end(live.producer)
        for acks in live.waited_for:
            for ack in acks:
                if not ack.done():
                    ack.set_exception(KafkaConnectionError("the producer was given up"))


async def _end(producer: AIOKafkaProducer) -> None:
    """Stops a producer and drops what it holds, whatever state Kafka is in."""
    ending = asyncio.create_task(_kill(producer))
    await asyncio.wait({ending}, timeout=_END_WITHIN)
    if not ending.done():
        ending.cancel()
        log.warning("kafka.producer_not_ended", trouble=f"still at it after {_END_WITHIN:g} s")
    elif not ending.cancelled() and (error := ending.exception()) is not None:
        log.warning("kafka.producer_not_ended", trouble=f"{type(error).__name__}: {error}")


async def _kill(producer: AIOKafkaProducer) -> None:
    """What `producer.stop` does, but without sending first: that would wait for Kafka to come back. A task of its
    own, since what aiokafka cancels inside may come out as a cancellation."""
    sending = producer._sender.sender_task  # noqa: SLF001  # there is no public way to stop without sending
    while sending is not None and not sending.done():
        sending.cancel()  # the first ends its loop, further ones the requests that it waits for then
        await asyncio.wait({sending}, timeout=0.05)
    producer._closed = True  # noqa: SLF001  # likewise
    await producer.client.close()


def _retrieved(ack: "asyncio.Future[Any]") -> None:
    """A failure that the caller has heard of already is nothing that asyncio need report."""
    if not ack.cancelled():
        ack.exception()
