"""Each due time is run once; what was missed collapses; what fails is tried again and does not hold up the rest."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from dishka import AsyncContainer, Provider, Scope, make_async_container
from sqlalchemy import text

from aegis_chassis.database.pool import Database
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.wake import Wake
from aegis_chassis.scheduling import (
    Due,
    InvalidRule,
    Schedule,
    ScheduleRunner,
    list_schedules,
    put_schedule,
    remove_schedule,
)
from aegis_chassis.scheduling.schedules import Kept
from aegis_testkit.plugin_postgres import ServiceDatabase
from aegis_testkit.toy.things import AUDIT, MIGRATIONS

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


class HandClock:
    """Goes when it is told to."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at

    def go(self, **by: float) -> None:
        self.at += timedelta(**by)


class Note:
    """Notes in the database what it was called for; fails for an argument that says so."""

    def __init__(self, unit: SqlUnitOfWork) -> None:
        self._unit = unit

    async def __call__(self, due: Due) -> None:
        await self._unit.connection.execute(
            text("insert into told (key, version) values (:key, :number)"),
            {"key": f"{due.name} {due.due_at:%d %H:%M}", "number": due.number},
        )
        if due.argument == "fail":
            raise ValueError("no good")
        if due.argument == "hang":
            await asyncio.sleep(60)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def database(service_database: ServiceDatabase) -> Database:
    return await service_database(MIGRATIONS)


@pytest_asyncio.fixture(loop_scope="session")
async def container(database: Database, clock: HandClock) -> AsyncIterator[AsyncContainer]:
    def unit() -> SqlUnitOfWork:
        return SqlUnitOfWork(database, service="toy", clock=clock, audit=AUDIT, wake=Wake())

    provider = Provider(scope=Scope.REQUEST)
    provider.provide(unit)
    provider.provide(Note)
    made = make_async_container(provider)
    yield made
    await made.close()


@pytest.fixture
def runner(container: AsyncContainer, clock: HandClock) -> ScheduleRunner:
    return ScheduleRunner(container, clock, {"note": Note}, job_within=0.2)


Put = Callable[..., "asyncio.Future[None]"]


@pytest.fixture
def put(database: Database, clock: HandClock) -> Put:
    async def put(name: str, rule: str = "daily", **more: object) -> None:
        async with database.connect() as connection, connection.begin():
            await put_schedule(connection, Schedule(name=name, job="note", rule=rule, **more), clock.now())  # type: ignore[arg-type]  # passed on

    return put  # type: ignore[return-value]  # called and awaited


async def told(database: Database) -> list[tuple[str, int]]:
    async with database.raw() as connection:
        return [tuple(row) for row in await connection.fetch("select key, version from told order by version, key")]


async def kept(database: Database, prefix: str = "") -> dict[str, Kept]:
    async with database.connect() as connection:
        return {each.name: each for each in await list_schedules(connection, prefix=prefix)}


async def test_it_runs_when_due_and_moves_on(
    runner: ScheduleRunner, put: Put, clock: HandClock, database: Database
) -> None:
    await put("a")
    assert await runner.run_due() == 0
    clock.go(days=1, seconds=30)
    assert await runner.run_due() == 1
    assert await runner.run_due() == 0
    clock.go(days=1)
    assert await runner.run_due() == 1
    assert await told(database) == [("a 02 08:00", 1), ("a 03 08:00", 2)]
    after = (await kept(database))["a"]
    assert (after.due_at, after.runs, after.last_outcome) == (START + timedelta(days=3), 2, "done")
    assert (after.last_due_at, after.last_lag_seconds) == (START + timedelta(days=2), 30.0)


async def test_missed_times_collapse_into_one(
    runner: ScheduleRunner, put: Put, clock: HandClock, database: Database
) -> None:
    await put("a", "every 1h")
    clock.go(days=10, minutes=5)
    assert await runner.run_due() == 1
    assert await told(database) == [("a 01 09:00", 1)]
    assert (await kept(database))["a"].due_at == START + timedelta(days=10, hours=1)


async def test_what_has_an_end_ends(runner: ScheduleRunner, put: Put, clock: HandClock, database: Database) -> None:
    await put("a", ends_at=START + timedelta(days=2))
    for _ in range(4):
        clock.go(days=1)
        await runner.run_due()
    assert [key for key, _ in await told(database)] == ["a 02 08:00", "a 03 08:00"]
    assert (await kept(database))["a"].due_at is None


async def test_what_fails_is_undone_noted_and_tried_again_later_and_does_not_hold_up_others(
    runner: ScheduleRunner, put: Put, clock: HandClock, database: Database
) -> None:
    await put("bad", argument="fail")
    await put("good")
    clock.go(days=1)
    assert await runner.run_due() == 1
    assert await told(database) == [("good 02 08:00", 1)]
    bad = (await kept(database))["bad"]
    assert (bad.due_at, bad.failures, bad.runs) == (START + timedelta(days=1), 1, 0)
    assert (bad.last_outcome, bad.last_error) == ("failed", "ValueError: no good")
    clock.go(seconds=9)
    await runner.run_due()
    assert (await kept(database))["bad"].failures == 1
    clock.go(seconds=1)
    await runner.run_due()
    assert (await kept(database))["bad"].failures == 2


async def test_a_time_that_failed_often_is_given_up_and_the_next_one_comes(
    runner: ScheduleRunner, put: Put, clock: HandClock, database: Database
) -> None:
    await put("bad", argument="fail")
    clock.go(days=1)
    for _ in range(5):
        await runner.run_due()
        clock.go(minutes=10)
    bad = (await kept(database))["bad"]
    assert (bad.due_at, bad.failures, bad.last_outcome) == (START + timedelta(days=2), 0, "failed")
    await put("bad")
    clock.go(days=1)
    assert await runner.run_due() == 1


async def test_a_job_that_does_not_end_has_failed(
    runner: ScheduleRunner, put: Put, clock: HandClock, database: Database
) -> None:
    await put("slow", argument="hang")
    clock.go(days=1)
    await runner.run_due()
    assert (await kept(database))["slow"].last_error == "JobTooLong: took more than 0.2 s"


async def test_functions_are_jobs_too(container: AsyncContainer, put: Put, clock: HandClock) -> None:
    ran: list[datetime] = []

    async def note() -> None:
        ran.append(clock.now())

    await put("a")
    clock.go(days=1)
    assert await ScheduleRunner(container, clock, {"note": note}).run_due() == 1
    assert ran == [clock.now()]


async def test_jobs_of_others_are_left_alone(container: AsyncContainer, put: Put, clock: HandClock) -> None:
    await put("a")
    clock.go(days=1)
    assert await ScheduleRunner(container, clock, {"other": Note}).run_due() == 0


async def test_several_at_once_share_what_is_due(
    container: AsyncContainer, put: Put, clock: HandClock, database: Database
) -> None:
    for number in range(20):
        await put(f"a{number:02}")
    clock.go(days=1)
    runners = [ScheduleRunner(container, clock, {"note": Note}) for _ in range(3)]
    assert sum(await asyncio.gather(*(runner.run_due() for runner in runners))) == 20
    assert [key for key, _ in await told(database)] == [f"a{number:02} 02 08:00" for number in range(20)]


async def test_fixed_schedules_are_put_once_and_changed_when_they_change(
    container: AsyncContainer, clock: HandClock, database: Database
) -> None:
    fixed = [Schedule(name="tidy", job="note", rule="every 1h"), Schedule(name="count", job="note", rule="0 3 * * *")]
    await ScheduleRunner(container, clock, {"note": Note}, fixed=fixed).prepare()
    clock.go(minutes=59)
    await ScheduleRunner(container, clock, {"note": Note}, fixed=fixed).prepare()
    assert (await kept(database))["tidy"].due_at == START + timedelta(hours=1)
    changed = [Schedule(name="tidy", job="note", rule="every 2h")]
    await ScheduleRunner(container, clock, {"note": Note}, fixed=changed).prepare()
    assert (await kept(database))["tidy"].due_at == START + timedelta(hours=2)
    assert set(await kept(database)) == {"tidy", "count"}


async def test_schedules_are_removed_and_listed_by_the_beginning_of_their_names(put: Put, database: Database) -> None:
    for name in ("campaign/1", "campaign/2", "source_1", "sourceX1"):
        await put(name)
    assert set(await kept(database, "campaign/")) == {"campaign/1", "campaign/2"}
    assert set(await kept(database, "source_")) == {"source_1"}
    async with database.connect() as connection, connection.begin():
        await remove_schedule(connection, "campaign/1")
        await remove_schedule(connection, "never there")
    assert set(await kept(database, "campaign/")) == {"campaign/2"}


async def test_a_rule_that_is_none_is_refused_when_it_is_put(put: Put) -> None:
    with pytest.raises(InvalidRule):
        await put("a", "sometimes")


async def test_the_loop_runs_what_comes_due_and_what_is_added(
    container: AsyncContainer, put: Put, clock: HandClock, database: Database
) -> None:
    loop = asyncio.create_task(ScheduleRunner(container, clock, {"note": Note}, look_every=0.02).run())
    try:
        await put("a", "every 1s")
        for seconds in range(1, 4):
            clock.go(seconds=1)
            async with asyncio.timeout(5):
                while len(await told(database)) < seconds:  # noqa: ASYNC110  # rows in a database send no event
                    await asyncio.sleep(0.01)
        assert [number for _, number in await told(database)] == [1, 2, 3]
    finally:
        loop.cancel()
        with suppress(asyncio.CancelledError):
            await loop
