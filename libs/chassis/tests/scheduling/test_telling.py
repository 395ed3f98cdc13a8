"""What recurs is told of when it changes, once, with versions that go on whatever comes and goes."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest
import pytest_asyncio
from dishka import AsyncContainer, Provider, Scope, make_async_container

from aegis_chassis.database.pool import Database
from aegis_chassis.database.table_revisions import create_schedule_told
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.wake import Wake
from aegis_chassis.scheduling import (
    Due,
    Schedule,
    ScheduleRunner,
    ScheduleTelling,
    put_schedule,
    remove_schedule,
    republish_schedules,
)
from aegis_kernel.facts import Topic, TopicSpec
from aegis_kernel.schedules import ScheduleState
from aegis_testkit.plugin_postgres import ServiceDatabase
from aegis_testkit.toy.things import AUDIT, MIGRATIONS

START = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
TOPIC = Topic(
    spec=TopicSpec(name="toy.schedules"),
    owner="*",
    state=ScheduleState,
    types={"ScheduleTold": "toy.schedule.told.v1", "ScheduleRemoved": "toy.schedule.removed.v1"},
)
TELLING = ScheduleTelling(TOPIC, "toy")


class HandClock:
    """Goes when it is told to."""

    def __init__(self) -> None:
        self.at = START

    def now(self) -> datetime:
        return self.at


class Work:
    """Fails when its argument says so."""

    async def __call__(self, due: Due) -> None:
        if due.argument == "fail":
            raise ValueError("postgresql://user:secret@host")


class Statements:
    """The operations that a migration has, kept."""

    def __init__(self) -> None:
        self.kept: list[str] = []

    def execute(self, sqltext: str, /) -> None:
        self.kept.append(sqltext)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def database(service_database: ServiceDatabase) -> Database:
    database = await service_database(MIGRATIONS)
    statements = Statements()
    create_schedule_told(statements)
    async with database.raw() as connection:
        for statement in statements.kept:
            await connection.execute(statement)
    return database


@pytest_asyncio.fixture(loop_scope="session")
async def container(database: Database, clock: HandClock) -> AsyncIterator[AsyncContainer]:
    provider = Provider(scope=Scope.REQUEST)
    provider.provide(
        lambda: SqlUnitOfWork(database, service="toy", clock=clock, audit=AUDIT, wake=Wake()), provides=SqlUnitOfWork
    )
    provider.provide(Work)
    made = make_async_container(provider)
    yield made
    await made.close()


async def told(database: Database) -> list[tuple[str, int, ScheduleState, dict[str, Any]]]:
    """What lies in the outbox; takes it away."""
    async with database.raw() as connection:
        rows = await connection.fetch("delete from outbox returning id, key, headers, value")
    found = []
    for row in sorted(rows, key=lambda row: row["id"]):
        data = msgspec.json.decode(row["value"])
        state = msgspec.convert(data["state"], ScheduleState)
        version = int(msgspec.json.decode(row["headers"])["ce_sequence"])
        found.append((row["key"], version, state, data.get("changed", {})))
    return found


async def test_a_schedule_is_told_of_when_it_comes_runs_fails_and_goes(
    container: AsyncContainer, database: Database, clock: HandClock
) -> None:
    runner = ScheduleRunner(container, clock, {"work": Work}, telling=TELLING)

    async def put(**how: Any) -> None:
        async with container() as scope:
            unit = await scope.get(SqlUnitOfWork)
            async with unit:
                await put_schedule(unit.connection, Schedule(name="n", job="work", rule="every 1h", **how), clock.now())
                await unit.commit()

    async def look() -> list[tuple[str, int, ScheduleState, dict[str, Any]]]:
        while await runner._until_next() == 0.0:
            pass
        return await told(database)

    await put()
    ((key, version, state, changed),) = await look()
    assert (key, version, changed) == ("toy/n", 1, {})
    assert (state.service, state.rule, state.next_due_at) == ("toy", "every 1h", START + timedelta(hours=1))
    assert await look() == [], "nothing has changed"
    clock.at += timedelta(hours=1, seconds=3)
    assert await runner.run_due() == 1
    ((_, version, state, changed),) = await look()
    assert (version, state.runs, state.last_outcome, state.last_lag_seconds) == (2, 1, "done", 3.0)
    assert changed["runs"] == 0
    await put(argument="fail")
    clock.at += timedelta(hours=2)
    await runner.run_due()
    facts = await look()
    state = facts[-1][2]
    assert (state.last_outcome, state.last_error, state.failures) == ("failed", "ValueError", 1)
    async with container() as scope:
        unit = await scope.get(SqlUnitOfWork)
        async with unit:
            await remove_schedule(unit.connection, "n")
            await unit.commit()
    ((_, gone, state, _),) = await look()
    assert (state.deleted_at, state.next_due_at) == (clock.at, None)
    assert await look() == []
    await put()
    ((_, version, state, _),) = await look()
    assert (version, state.deleted_at) == (gone + 1, None)
    assert await republish_schedules(container, TELLING) == 1
    ((_, again, _, _),) = await told(database)
    assert again == version
