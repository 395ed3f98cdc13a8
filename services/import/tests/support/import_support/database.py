"""The service's own database, and units of work on it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec

from aegis_chassis.database.pool import Database
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.wake import Wake
from aegis_contracts.audit_entries import AUDIT_ENTRIES
from aegis_kernel.clock import Clock

Units = Callable[[], SqlUnitOfWork]


class SetClock:
    """Says what it is set to."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 24, 12, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def forward(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def units_of(database: Database, clock: Clock) -> Units:
    """Makes units of work."""

    def make() -> SqlUnitOfWork:
        return SqlUnitOfWork(database, service="import", clock=clock, audit=AUDIT_ENTRIES, wake=Wake())

    return make


async def outbox(database: Database, topic: str) -> list[tuple[str, dict[str, str], Any]]:
    """What lies in the outbox of a topic: key, headers, data."""
    async with database.raw() as connection:
        rows = await connection.fetch("select key, headers, value from outbox where topic = $1 order by id", topic)
    return [(row["key"], msgspec.json.decode(row["headers"]), msgspec.json.decode(row["value"])) for row in rows]


async def empty_outbox(database: Database) -> None:
    """As if the relay had sent all."""
    async with database.raw() as connection:
        await connection.execute("delete from outbox")
