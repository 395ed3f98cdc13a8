"""Hearing from the PostgreSQL log: one member of a group, on a connection of its own."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import asyncpg
import msgspec
import structlog

from aegis_chassis.messaging.bus import Assignment, BusAway, Delivered, Partition
from aegis_chassis.messaging.postgres_log_failures import failing_as_away
from aegis_chassis.messaging.postgres_log_tables import CHANNEL
from aegis_chassis.messaging.postgres_log_wake import Bell

if TYPE_CHECKING:
    from asyncpg import Connection, Record

log = structlog.get_logger(__name__)

_BYTES = 16 * 1024 * 1024
"""About what one poll takes at most; one record more."""
_CLOSE_WITHIN = 3.0

_TAKE = """
select name from (select name from bus.topic where name = any($2::text[]) offset 0) wanted
where pg_try_advisory_lock(bus.owner_key($1, name))
"""
_GO_ON = """
select topic.name, topic.next as "end", position.next as position
from bus.topic left join bus.position on position.grp = $1 and position.topic = topic.name
where topic.name = any($2::text[])
"""
_FETCH = """
select topic, "offset", key, headers, value, at
from (
    select taken.*, sum(octet_length(value)) over (order by place, "offset") - octet_length(value) as before
    from (
        select wanted.place, record.*
        from unnest($1::text[], $2::bigint[]) with ordinality as wanted(topic, next, place)
        cross join lateral (
            select * from bus.record
            where record.topic = wanted.topic and record."offset" >= wanted.next
            order by record."offset" limit $3
        ) record
        order by wanted.place, record."offset" limit $3
    ) taken
) sized
where before < $4
order by place, "offset"
"""
_COMMIT = """
insert into bus.position (grp, topic, next)
select $1, topic, next from unnest($2::text[], $3::bigint[]) as done(topic, next)
on conflict (grp, topic) do update set next = excluded.next
"""
_BOUNDS = """
select name, coalesce((select min("offset") from bus.record where topic = name), next) as first, next as "end"
from bus.topic where name = any($1::text[])
"""

_headers = msgspec.json.Decoder(dict[str, str]).decode


class PostgresLogSubscription:
    """A subscription; `start` connects, `close` gives all up.

    A topic of a group belongs to whoever holds its advisory lock; others try for it with every poll, at most every
    `take_over_seconds`. The lock ends with the connection, and positions are written on that same connection: whoever
    has lost the one cannot do the other.
    """

    def __init__(
        self,
        dsn: str,
        group: str,
        topics: Sequence[str],
        on: Assignment,
        bell: Bell,
        *,
        poll_seconds: float,
        take_over_seconds: float,
    ) -> None:
        self._dsn = dsn
        self._group = group
        self._topics = tuple(dict.fromkeys(topics))
        self._on = on
        self._bell = bell
        self._poll_seconds = poll_seconds
        self._take_over_seconds = take_over_seconds
        self._opened: Connection[Record] | None = None
        self._using = asyncio.Lock()
        self._next: dict[str, int] = {}
        self._paused: set[str] = set()
        self._try_again_at = 0.0

    async def start(self) -> None:
        """Connects and takes what topics can be had. Raises `BusAway`; is to be closed all the same."""
        with failing_as_away():
            self._opened = await asyncpg.connect(
                self._dsn,
                timeout=10,
                command_timeout=30,
                server_settings={
                    "application_name": f"bus {self._group}"[:63],
                    # What a crash of the server takes from here are the last positions: their records come again.
                    "synchronous_commit": "off",
                    "tcp_keepalives_idle": "10",
                    "tcp_keepalives_interval": "5",
                    "tcp_keepalives_count": "3",
                },
            )
            self._opened.add_termination_listener(self._bell.ring)
            await self._opened.add_listener(CHANNEL, self._bell.hear)
            await self._take_over()

    async def poll(self, *, limit: int, wait: float) -> Mapping[Partition, Sequence[Delivered]]:
        loop = asyncio.get_running_loop()
        end = loop.time() + wait
        with failing_as_away():
            while True:
                self._bell.clear()
                await self._take_over()
                if batches := await self._fetch(limit):
                    return batches
                left = end - loop.time()
                if left <= 0:
                    return {}
                await self._bell.wait(min(left, self._poll_seconds))

    async def commit(self, next_offsets: Mapping[Partition, int]) -> None:
        mine = self._mine(next_offsets)
        if not mine:
            return
        with failing_as_away():
            async with self._using:
                await self._connection.execute(
                    _COMMIT, self._group, [part.topic for part in mine], [next_offsets[part] for part in mine]
                )

    async def seek(self, to: Mapping[Partition, int]) -> None:
        for part in self._mine(to):
            self._next[part.topic] = to[part]
        self._bell.ring()

    def pause(self, parts: Collection[Partition]) -> None:
        self._paused.update(part.topic for part in self._mine(parts))

    def resume(self, parts: Collection[Partition]) -> None:
        self._paused.difference_update(part.topic for part in parts)
        self._bell.ring()

    async def bounds(self) -> Mapping[Partition, tuple[int, int]]:
        with failing_as_away():
            async with self._using:
                rows = await self._connection.fetch(_BOUNDS, list(self._next))
        return {Partition(row["name"], 0): (row["first"], row["end"]) for row in rows}

    async def close(self) -> None:
        """Gives up all topics, then their locks, so that whoever takes over finds the last position."""
        mine = frozenset(Partition(topic, 0) for topic in self._next)
        if mine:
            await self._on.lost(mine)
        self._next.clear()
        connection, self._opened = self._opened, None
        if connection is None:
            return
        try:
            async with asyncio.timeout(_CLOSE_WITHIN), self._using:
                await connection.execute("select pg_advisory_unlock_all()")
                await connection.close()
        except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            connection.terminate()

    @property
    def _connection(self) -> "Connection[Record]":
        if self._opened is None:
            raise BusAway("the subscription is closed")
        return self._opened

    def _mine(self, parts: Iterable[Partition]) -> list[Partition]:
        return [part for part in parts if part.number == 0 and part.topic in self._next]

    async def _take_over(self) -> None:
        """Takes what nobody has, when something is missing and the last try is long enough ago."""
        missing = [topic for topic in self._topics if topic not in self._next]
        now = asyncio.get_running_loop().time()
        if not missing or now < self._try_again_at:
            return
        self._try_again_at = now + self._take_over_seconds
        async with self._using:
            taken = [row["name"] for row in await self._connection.fetch(_TAKE, self._group, missing)]
            if not taken:
                return
            # Another statement: only one that begins after the lock is had sees what its last owner has written.
            rows = await self._connection.fetch(_GO_ON, self._group, taken)
        self._next.update({row["name"]: self._start_of(row) for row in rows})
        await self._on.gained(frozenset(Partition(topic, 0) for topic in taken))

    def _start_of(self, row: "Record") -> int:
        position: int = row["position"] or 0
        if position > row["end"]:
            log.error("bus.log_lost", group=self._group, topic=row["name"], position=position, end=row["end"])
            return 0
        return position

    async def _fetch(self, limit: int) -> dict[Partition, list[Delivered]]:
        wanted = {topic: start for topic, start in self._next.items() if topic not in self._paused}
        if not wanted:
            return {}
        async with self._using:
            rows = await self._connection.fetch(_FETCH, list(wanted), list(wanted.values()), limit, _BYTES)
        batches: dict[Partition, list[Delivered]] = {}
        for row in rows:
            topic = row["topic"]
            if topic in self._paused or self._next.get(topic) != wanted[topic]:
                continue  # paused or sought elsewhere while the query ran
            part = Partition(topic, 0)
            record = Delivered(part, row["offset"], row["key"], _headers(row["headers"]), row["value"], row["at"])
            batches.setdefault(part, []).append(record)
        for part, records in batches.items():
            # The last shall be first: a busy topic does not keep the others waiting.
            del self._next[part.topic]
            self._next[part.topic] = records[-1].offset + 1
        return batches
