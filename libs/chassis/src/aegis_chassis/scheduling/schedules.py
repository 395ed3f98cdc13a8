"""Schedules in the service's own table: put there once by the service, or by use cases for what people set up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from asyncpg import Record
from sqlalchemy.ext.asyncio import AsyncConnection

from aegis_chassis.database.driver import driver_of
from aegis_chassis.scheduling.rules import next_due

_FIND = "select job, argument, rule, zone, starts_at, ends_at from schedule where name = $1 for update"
_PUT = """
insert into schedule (name, job, argument, rule, zone, starts_at, ends_at, due_at)
values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (name) do update set job = excluded.job, argument = excluded.argument, rule = excluded.rule,
    zone = excluded.zone, starts_at = excluded.starts_at, ends_at = excluded.ends_at, due_at = excluded.due_at,
    retry_at = null, failures = 0
"""
_REMOVE = "delete from schedule where name = $1"
_LIST = """
select name, job, argument, rule, zone, starts_at, ends_at, due_at, runs, failures, last_due_at, last_run_at,
    last_outcome, last_error, last_lag_seconds
from schedule where starts_with(name, $1) order by name limit $2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What is to recur: `job` names what is done, `argument` for what (an id, or nothing). See `rules` for `rule`.

    `starts_at` is the first time that it may be due, and what calendar rules count from; None for now.
    """

    name: str
    job: str
    rule: str
    zone: str = "UTC"
    argument: str | None = None
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept(Schedule):
    """A schedule with what became of it. `due_at` None: it is over. `last_outcome` is ``done`` or ``failed``;
    `failures` counts the tries of the present time that failed."""

    due_at: datetime | None
    runs: int
    failures: int
    last_due_at: datetime | None
    last_run_at: datetime | None
    last_outcome: str | None
    last_error: str | None
    last_lag_seconds: float | None


async def put_schedule(connection: AsyncConnection, schedule: Schedule, now: datetime) -> None:
    """Adds a schedule, or changes the one of that name; one that is the same already keeps its due time. In the open
    transaction. Raises `InvalidRule`."""
    driver = await driver_of(connection)
    present = await driver.fetchrow(_FIND, schedule.name)
    start = schedule.starts_at or (present["starts_at"] if present else now)
    due_at = next_due(schedule.rule, schedule.zone, start=start, after=now, until=schedule.ends_at)
    said = (schedule.job, schedule.argument, schedule.rule, schedule.zone, start, schedule.ends_at)
    if present is not None and tuple(present) == said:
        return
    await driver.execute(_PUT, schedule.name, *said, due_at)


async def remove_schedule(connection: AsyncConnection, name: str) -> None:
    """Removes a schedule, in the open transaction; nothing happens when there is none."""
    await (await driver_of(connection)).execute(_REMOVE, name)


async def list_schedules(connection: AsyncConnection, *, prefix: str = "", limit: int = 500) -> Sequence[Kept]:
    """The schedules whose names begin with `prefix`, by name."""
    rows = await (await driver_of(connection)).fetch(_LIST, prefix, limit)
    return [_kept(row) for row in rows]


def _kept(row: Record) -> Kept:
    return Kept(**dict(row))
