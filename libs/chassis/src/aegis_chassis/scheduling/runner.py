"""Runs what is due: each due time once, however many runners there are and however long they were down.

A runner locks a due row (SKIP LOCKED), runs its job and moves the row on in one transaction: with a crash all of it is
undone, and another runner takes it up. Times that were missed collapse into one run.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import structlog
from asyncpg import Connection, Record
from dishka import AsyncContainer

from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.failures import back_off, is_transient
from aegis_chassis.observability.operation import Operation, operating
from aegis_chassis.scheduling.rules import next_due
from aegis_chassis.scheduling.schedules import Schedule, put_schedule
from aegis_chassis.scheduling.telling import ScheduleTelling
from aegis_kernel.clock import Clock

log = structlog.get_logger(__name__)

_CLAIM = """
select name, job, argument, rule, zone, starts_at, ends_at, due_at, runs, failures
from schedule
where due_at <= $1 and (retry_at is null or retry_at <= $1) and job = any($2::text[]) and name <> all($3::text[])
order by due_at, name
limit 1
for update skip locked
"""
_DONE = """
update schedule
set due_at = $2, retry_at = null, runs = runs + 1, failures = 0, last_due_at = $3, last_run_at = $4,
    last_outcome = 'done', last_error = null, last_lag_seconds = $5
where name = $1
"""
_FAILED = """
update schedule
set due_at = $4, retry_at = $5, failures = $6, last_due_at = $2, last_run_at = $3, last_outcome = 'failed',
    last_error = $7, last_lag_seconds = $8
where name = $1 and due_at = $2
"""
_NEXT = """
select min(greatest(due_at, coalesce(retry_at, due_at)))
from schedule where due_at is not null and job = any($1::text[])
"""
TRIES = 5
FIRST_RETRY, LAST_RETRY = timedelta(seconds=10), timedelta(hours=1)
_ERROR_KEPT = 500


@dataclass(frozen=True, slots=True)
class Due:
    """One time that a schedule is due. `number` counts its runs, from 1; `due_at` may have passed long ago."""

    name: str
    argument: str | None
    due_at: datetime
    number: int


class JobTooLong(Exception):
    """A job that did not end in time."""


class ScheduledJob(Protocol):
    """Made anew, with its ports, for each run; runs inside the runner's transaction and never commits."""

    async def __call__(self, due: Due, /) -> None: ...


Work = type[ScheduledJob] | Callable[[], Awaitable[None]]
"""A class that the container makes, or a function for what needs no transaction: that may run twice after a crash."""


class ScheduleRunner:
    """Runs the `jobs` of one service's schedule table, by name. `fixed` are the schedules that the service always has.

    A job that takes more than `job_within` seconds has failed. `look_every` is how late one may be noticed that was put
    there by another process. `telling` says on a topic what has become of each schedule.
    """

    def __init__(
        self,
        container: AsyncContainer,
        clock: Clock,
        jobs: Mapping[str, Work],
        *,
        fixed: Sequence[Schedule] = (),
        telling: ScheduleTelling | None = None,
        look_every: float = 5.0,
        job_within: float = 900.0,
    ) -> None:
        self._container = container
        self._clock = clock
        self._jobs = dict(jobs)
        self._fixed = tuple(fixed)
        self._telling = telling
        self._look_every = look_every
        self._job_within = job_within

    async def run(self) -> None:
        """Until cancelled. The database being away does not end it."""
        pauses = back_off(0.1, 30.0)
        prepared = False
        while True:
            try:
                if not prepared:
                    await self.prepare()
                    prepared = True
                await self.run_due()
                pause = await self._until_next()
                pauses = back_off(0.1, 30.0)
            except Exception as error:
                if not is_transient(error):
                    raise
                pause = next(pauses)
                log.warning("schedules.trouble", trouble=f"{type(error).__name__}: {error}", again_in=pause)
            await asyncio.sleep(pause)

    async def prepare(self) -> None:
        """Puts the fixed schedules in place."""
        if not self._fixed:
            return
        async with self._container() as scope:
            unit = await scope.get(SqlUnitOfWork)
            async with unit:
                for schedule in sorted(self._fixed, key=lambda each: each.name):
                    await put_schedule(unit.connection, schedule, self._clock.now())
                await unit.commit()

    async def run_due(self) -> int:
        """Runs all that is due now, one after the other, and returns how many: also as a job of its own, for whoever
        has something else call it at times."""
        done = 0
        failed: list[str] = []
        while (ran := await self._run_one(failed)) is not None:
            done += ran
        return done

    async def _run_one(self, failed: list[str]) -> int | None:
        """None when nothing is due. What failed is added to `failed`, and left alone until the next round."""
        now = self._clock.now()
        claimed: Record | None = None
        try:
            async with self._container() as scope:
                unit = await scope.get(SqlUnitOfWork)
                async with unit:
                    driver = await driver_of(unit.connection)
                    claimed = await driver.fetchrow(_CLAIM, now, list(self._jobs), failed)
                    if claimed is None:
                        return None
                    with operating(Operation(name=f"schedule {claimed['job']}")):
                        await self._work(scope, claimed)
                        await driver.execute(_DONE, *_done(claimed, self._clock.now(), now))
                        await unit.commit()
        except Exception as error:
            if claimed is None or is_transient(error):
                raise
            log.exception("schedules.job_failed", schedule=claimed["name"], tries=claimed["failures"] + 1)
            await self._note_failure(claimed, error, now)
            failed.append(claimed["name"])
            return 0
        log.info("schedules.ran", schedule=claimed["name"], due=claimed["due_at"].isoformat())
        return 1

    async def _work(self, scope: AsyncContainer, claimed: Record) -> None:
        work = self._jobs[claimed["job"]]
        limit = asyncio.timeout(self._job_within)
        try:
            async with limit:
                if isinstance(work, type):
                    job: ScheduledJob = await scope.get(work)
                    await job(Due(claimed["name"], claimed["argument"], claimed["due_at"], claimed["runs"] + 1))
                else:
                    await work()
        except TimeoutError as error:
            if limit.expired():
                raise JobTooLong(f"took more than {self._job_within:g} s") from error
            raise

    async def _note_failure(self, claimed: Record, error: Exception, now: datetime) -> None:
        """Tries again later; after some tries this time is given up, and the next one waited for."""
        failures = claimed["failures"] + 1
        due_at: datetime | None = claimed["due_at"]
        retry_at: datetime | None = now + min(FIRST_RETRY * 2 ** (failures - 1), LAST_RETRY)
        if failures >= TRIES:
            due_at, retry_at, failures = _following(claimed, now), None, 0
        text = f"{type(error).__name__}: {error}"[:_ERROR_KEPT]
        lag = (now - claimed["due_at"]).total_seconds()
        async with self._container() as scope:
            unit = await scope.get(SqlUnitOfWork)
            async with unit:
                driver: Connection[Any] = await driver_of(unit.connection)
                await driver.execute(
                    _FAILED, claimed["name"], claimed["due_at"], now, due_at, retry_at, failures, text, lag
                )
                await unit.commit()

    async def _until_next(self) -> float:
        """Seconds until something is due, at most until the next look at what has been added. Tells of what is new."""
        async with self._container() as scope:
            unit = await scope.get(SqlUnitOfWork)
            async with unit:
                if self._telling is not None and await self._telling(unit, self._clock.now()):
                    await unit.commit()
                    return 0.0
                due_at: datetime | None = await (await driver_of(unit.connection)).fetchval(_NEXT, list(self._jobs))
        if due_at is None:
            return self._look_every
        return min(max((due_at - self._clock.now()).total_seconds(), 0.01), self._look_every)


def _following(claimed: Record, now: datetime) -> datetime | None:
    return next_due(
        claimed["rule"],
        claimed["zone"],
        start=claimed["starts_at"],
        after=max(now, claimed["due_at"]),
        until=claimed["ends_at"],
    )


def _done(claimed: Record, ended: datetime, begun: datetime) -> tuple[Any, ...]:
    lag = (begun - claimed["due_at"]).total_seconds()
    return claimed["name"], _following(claimed, ended), claimed["due_at"], begun, lag
