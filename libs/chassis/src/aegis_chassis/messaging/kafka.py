"""The bus on Kafka: for every real deployment."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Self

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from aegis_chassis.messaging.bus import Assignment, BusAway, Outgoing, Subscription, refuse_too_large
from aegis_chassis.messaging.kafka_connection import KafkaConnection, SecurityProtocol
from aegis_chassis.messaging.kafka_publisher import KafkaPublisher
from aegis_chassis.messaging.kafka_subscription import KafkaSubscription
from aegis_chassis.messaging.kafka_topics import ensure_topics, reset_group
from aegis_kernel.facts import TopicSpec

_PING_WITHIN = 3.0
_LEAVE_WITHIN = 3.0


class KafkaBus:
    """`Bus` on Kafka. Connects when it is first used; `close`, or leaving its context, ends it.

    `bootstrap` is ``host:port``, several with commas; `prefix` begins the names of all topics and groups.
    `replication` is for topics that `ensure` makes. `heartbeat_seconds` is how soon members notice a rebalance,
    `session_seconds` how soon a group misses a member that died, `metadata_seconds` how soon it sees a topic that
    somebody made.
    """

    def __init__(
        self,
        bootstrap: str,
        *,
        prefix: str = "",
        client_id: str = "aegis",
        replication: int = 1,
        security: SecurityProtocol = "PLAINTEXT",
        ssl_context: ssl.SSLContext | None = None,
        sasl_mechanism: str = "SCRAM-SHA-512",
        sasl_username: str | None = None,
        sasl_password: str | None = None,
        heartbeat_seconds: float = 0.5,
        session_seconds: float = 10.0,
        metadata_seconds: float = 30.0,
    ) -> None:
        self._connection = KafkaConnection(
            bootstrap=bootstrap,
            prefix=prefix,
            client_id=client_id,
            security=security,
            ssl_context=ssl_context,
            sasl_mechanism=sasl_mechanism,
            sasl_username=sasl_username,
            sasl_password=sasl_password,
            metadata_seconds=metadata_seconds,
        )
        self._replication = replication
        self._heartbeat_seconds = heartbeat_seconds
        self._session_seconds = session_seconds
        self._publisher = KafkaPublisher(self._connection)
        self._leaving: set[asyncio.Task[None]] = set()

    async def publish(self, records: Sequence[Outgoing], *, within: float) -> None:
        refuse_too_large(records)
        if records:
            await self._publisher.publish(records, within=within)

    @asynccontextmanager
    async def subscribe(self, group: str, topics: Sequence[str], on: Assignment) -> AsyncIterator[Subscription]:
        subscription = KafkaSubscription(
            self._connection,
            group,
            topics,
            on,
            heartbeat_seconds=self._heartbeat_seconds,
            session_seconds=self._session_seconds,
        )
        try:
            await subscription.start()
            yield subscription
        finally:
            leaving = await subscription.close()
            if leaving is not None:
                self._leaving.add(leaving)
                leaving.add_done_callback(self._leaving.discard)

    async def ensure(self, topics: Sequence[TopicSpec]) -> None:
        """Makes the topics that are missing. Raises `TopicRefused` when Kafka will not."""
        await ensure_topics(self._connection, topics, replication=self._replication)

    async def reset(self, group: str, topics: Sequence[str]) -> None:
        await reset_group(self._connection, group, topics)

    async def ping(self) -> None:
        client = AIOKafkaClient(**self._connection.options(request_seconds=_PING_WITHIN))
        try:
            async with asyncio.timeout(_PING_WITHIN):
                await client.bootstrap()
        except (KafkaError, OSError, TimeoutError) as error:
            raise BusAway(f"Kafka: {type(error).__name__}: {error}") from error
        finally:
            await client.close()

    async def close(self) -> None:
        """Ends the producer, and waits a little for members that are still leaving their groups."""
        await self._publisher.close()
        if self._leaving:
            _, late = await asyncio.wait(self._leaving, timeout=_LEAVE_WITHIN)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
