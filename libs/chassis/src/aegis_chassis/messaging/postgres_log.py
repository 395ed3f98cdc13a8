"""The bus as a log in PostgreSQL: for the standalone process. Durable, with one partition a topic."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Self
from uuid import uuid4

import asyncpg

from aegis_chassis.messaging.bus import Assignment, GroupInUse, Outgoing, Subscription, refuse_too_large
from aegis_chassis.messaging.postgres_log_append import append
from aegis_chassis.messaging.postgres_log_cleaning import clean
from aegis_chassis.messaging.postgres_log_failures import failing_as_away
from aegis_chassis.messaging.postgres_log_subscription import PostgresLogSubscription
from aegis_chassis.messaging.postgres_log_tables import create_bus_tables
from aegis_chassis.messaging.postgres_log_wake import Bell
from aegis_kernel.facts import TopicSpec

if TYPE_CHECKING:
    from asyncpg import Connection, Record

_ANSWER_WITHIN = 10.0
_PING_WITHIN = 5.0
_CLEAN_WITHIN = 900.0

_ENSURE = """
insert into bus.topic (name, cleanup, retention_seconds, compaction_lag_seconds) values ($1, $2, $3, $4)
on conflict (name) do update set cleanup = excluded.cleanup, retention_seconds = excluded.retention_seconds,
    compaction_lag_seconds = excluded.compaction_lag_seconds
where (topic.cleanup, topic.retention_seconds, topic.compaction_lag_seconds)
    is distinct from (excluded.cleanup, excluded.retention_seconds, excluded.compaction_lag_seconds)
"""
_OWN_ALL = """
select bool_and(pg_try_advisory_xact_lock(bus.owner_key($1, topic))) from unnest($2::text[]) as topic
"""
_FORGET = "delete from bus.position where grp = $1 and topic = any($2::text[])"


class PostgresLogBus:
    """`Bus` on the schema `bus` of the database at `dsn`. Connects when it is first used; `close` ends it.

    It takes up to `size` connections for publishing, and one for each subscription. `poll_seconds` is how late a
    record may come whose notification was lost, `take_over_seconds` how soon a group notices that its owner has gone.
    """

    def __init__(self, dsn: str, *, size: int = 4, poll_seconds: float = 0.5, take_over_seconds: float = 1.0) -> None:
        self._dsn = dsn
        self._size = size
        self._poll_seconds = poll_seconds
        self._take_over_seconds = take_over_seconds
        self._id = uuid4().hex
        self._bells: set[Bell] = set()
        self._pool: asyncpg.Pool[Record] | None = None
        self._opening = asyncio.Lock()

    async def ensure_schema(self) -> None:
        """Makes schema and tables when they are missing."""
        async with self._connected(_ANSWER_WITHIN) as connection:
            await create_bus_tables(connection)

    async def publish(self, records: Sequence[Outgoing], *, within: float) -> None:
        refuse_too_large(records)
        if not records:
            return
        async with self._connected(within) as connection:
            await append(connection, records, publisher=self._id)
        topics = {record.topic for record in records}
        for bell in self._bells:
            bell.ring_for(topics)

    @asynccontextmanager
    async def subscribe(self, group: str, topics: Sequence[str], on: Assignment) -> AsyncIterator[Subscription]:
        bell = Bell(topics, self._id)
        subscription = PostgresLogSubscription(
            self._dsn,
            group,
            topics,
            on,
            bell,
            poll_seconds=self._poll_seconds,
            take_over_seconds=self._take_over_seconds,
        )
        self._bells.add(bell)
        try:
            await subscription.start()
            yield subscription
        finally:
            self._bells.discard(bell)
            await subscription.close()

    async def ensure(self, topics: Sequence[TopicSpec]) -> None:
        """Makes the topics that are missing, and brings what the others keep up to date."""
        async with self._connected(_ANSWER_WITHIN) as connection:
            await connection.executemany(
                _ENSURE,
                sorted(
                    (spec.name, spec.cleanup.value, spec.retention_seconds, spec.compaction_lag_seconds)
                    for spec in topics
                ),
            )

    async def reset(self, group: str, topics: Sequence[str]) -> None:
        async with self._connected(_ANSWER_WITHIN) as connection, connection.transaction():
            if await connection.fetchval(_OWN_ALL, group, list(topics)) is False:
                raise GroupInUse(f"{group} has members; stop them first")
            await connection.execute(_FORGET, group, list(topics))

    async def ping(self) -> None:
        async with self._connected(_PING_WITHIN) as connection:
            await connection.fetchval("select 1")

    async def clean(self) -> int:
        """Removes superseded records of compact topics and those past their retention. How many."""
        async with self._connected(_CLEAN_WITHIN) as connection:
            return await clean(connection)

    async def close(self) -> None:
        """Ends the connections for publishing."""
        pool, self._pool = self._pool, None
        if pool is not None:
            try:
                await asyncio.wait_for(pool.close(), 3)
            except TimeoutError:
                pool.terminate()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @asynccontextmanager
    async def _connected(self, within: float) -> "AsyncIterator[Connection[Record]]":
        """A connection for at most `within` seconds. After a failure it is thrown away, with whatever transaction it
        has open. Failures that pass by themselves are `BusAway`."""
        with failing_as_away():
            async with asyncio.timeout(within):
                pool = await self._opened()
                connection = await pool.acquire()
                try:
                    yield connection
                except BaseException:
                    connection.terminate()
                    raise
                finally:
                    await pool.release(connection)

    async def _opened(self) -> "asyncpg.Pool[Record]":
        async with self._opening:
            if self._pool is None:
                self._pool = await asyncpg.create_pool(
                    self._dsn,
                    min_size=0,
                    max_size=self._size,
                    timeout=10,
                    reset=_as_it_is,
                    server_settings={"application_name": "bus", "synchronous_commit": "on"},
                )
            return self._pool


async def _as_it_is(_: object) -> None:
    """Publishing leaves nothing behind in a connection that would have to be reset."""
