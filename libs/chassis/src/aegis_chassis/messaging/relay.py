"""The relay: sends what lies in one service's outbox, in order, and deletes what the bus has taken."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg
import msgspec
import structlog

from aegis_chassis.messaging.bus import Bus, BusAway, Outgoing
from aegis_chassis.messaging.wake import Wake, outbox_channel

log = structlog.get_logger(__name__)

PASSING = (
    OSError,
    TimeoutError,
    BusAway,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""What is waited out: the outbox keeps everything meanwhile."""

_BATCH = """
select id, topic, key, headers, value
from (
    select id, topic, key, headers, value, sum(octet_length(value)) over (order by id) - octet_length(value) as before
    from (select id, topic, key, headers, value from outbox order by id limit $1) head
) sized
where before < $2
order by id
"""

_WAITING = """
select count(*)::bigint as waiting, coalesce(date_part('epoch', now() - min(created_at)), 0)::float8 as oldest
from outbox
"""

_headers = msgspec.json.Decoder(dict[str, str]).decode


class Relay:
    """One is active per service, whoever holds the service's advisory lock; others wait for it.

    It keeps one connection of its own, outside the pool: the lock lives as long as that does. Rows are read in order
    of id and deleted by id, never by 'greater than the last': ids commit out of order.
    """

    def __init__(
        self,
        dsn: str,
        bus: Bus,
        wake: Wake,
        *,
        schema: str,
        batch_records: int = 500,
        batch_bytes: int = 8 * 1024 * 1024,
        poll_seconds: float = 0.5,
        publish_within: float = 30.0,
        measure_seconds: float = 10.0,
        back_off: tuple[float, float] = (0.1, 30.0),
    ) -> None:
        self._dsn = dsn
        self._bus = bus
        self._wake = wake
        self._schema = schema
        self._batch_records = batch_records
        self._batch_bytes = batch_bytes
        self._poll_seconds = poll_seconds
        self._publish_within = publish_within
        self._measure_seconds = measure_seconds
        self._measured_at = 0.0
        self._back_off = back_off
        self.sent = 0
        """Records sent since the start."""
        self.waiting = 0
        """Records in the outbox when it was looked at last; looked at every `measure_seconds` by the active relay."""
        self.oldest_seconds = 0.0
        """How long the oldest of them had waited then."""
        self.trouble: str | None = None
        """What keeps it from sending now, if anything does."""

    async def run(self) -> None:
        """Relays until cancelled. Neither the bus nor the database being away ends it."""
        pause, longest = self._back_off
        while True:
            try:
                await self._hold_lock_and_relay()
            except PASSING as error:
                self.trouble = f"{type(error).__name__}: {error}"
                log.warning("relay.trouble", schema=self._schema, trouble=self.trouble, again_in=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, longest)
            else:
                pause = self._back_off[0]

    async def _hold_lock_and_relay(self) -> None:
        connection = await asyncpg.connect(
            self._dsn,
            server_settings={"search_path": self._schema, "application_name": f"{self._schema}-relay"},
            timeout=10,
            command_timeout=60,
        )
        try:
            await self._become_active(connection)
            await connection.add_listener(outbox_channel(self._schema), self._on_notify)
            self.trouble = None
            while True:
                if not await self._send_batch(connection):
                    await self._wake.wait(self._poll_seconds)
                await self._measure(connection)
        finally:
            await _close(connection)

    async def _become_active(self, connection: "asyncpg.Connection[Any]") -> None:
        while not await connection.fetchval(  # noqa: ASYNC110  # a lock in the database sends no event
            "select pg_try_advisory_lock(hashtext('aegis.relay'), hashtext($1))", self._schema
        ):
            await asyncio.sleep(self._poll_seconds)

    async def _send_batch(self, connection: "asyncpg.Connection[Any]") -> bool:
        """Sends and deletes one batch. True when there was one."""
        rows: Sequence[Any] = await connection.fetch(_BATCH, self._batch_records, self._batch_bytes)
        if not rows:
            return False
        records = [Outgoing(row["topic"], row["key"], _headers(row["headers"]), row["value"]) for row in rows]
        await self._bus.publish(records, within=self._publish_within)
        await connection.execute("delete from outbox where id = any($1::bigint[])", [row["id"] for row in rows])
        self.sent += len(rows)
        self.trouble = None
        return True

    async def _measure(self, connection: "asyncpg.Connection[Any]") -> None:
        now = asyncio.get_running_loop().time()
        if now < self._measured_at + self._measure_seconds:
            return
        self._measured_at = now
        row = await connection.fetchrow(_WAITING)
        if row is not None:
            self.waiting, self.oldest_seconds = row["waiting"], row["oldest"]

    def _on_notify(self, *_: object) -> None:
        self._wake.set()


async def _close(connection: "asyncpg.Connection[Any]") -> None:
    try:
        await connection.close(timeout=2)
    except PASSING:
        connection.terminate()
