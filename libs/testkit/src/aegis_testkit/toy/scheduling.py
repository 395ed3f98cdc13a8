"""A process that runs the toy's schedules, for tests that kill it. A fork server starts it, which takes no time."""

import asyncio
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess

from dishka import Provider, Scope, make_async_container
from sqlalchemy import text

from aegis_chassis.database.pool import open_database
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.wake import Wake
from aegis_chassis.scheduling import Due, ScheduleRunner
from aegis_kernel.clock import SystemClock
from aegis_testkit.toy.things import AUDIT


class NoteDue:
    """Notes each due time that it is called for, in the table `told`, and takes a little time for it."""

    def __init__(self, unit: SqlUnitOfWork) -> None:
        self._unit = unit

    async def __call__(self, due: Due) -> None:
        await self._unit.connection.execute(
            text("insert into told (key, version) values (:key, :number)"),
            {"key": f"{due.name} {due.due_at.isoformat()}", "number": due.number},
        )
        await asyncio.sleep(0.02)


def start_runner(dsn: str) -> ForkServerProcess:
    """A process with one runner of the job ``note``, which has begun its work when this returns."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__, "pytest"])
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(dsn, theirs), daemon=True)
    process.start()
    theirs.close()
    with ours:
        ours.recv()
    return process


def _run(dsn: str, up: Connection) -> None:
    asyncio.run(_work(dsn, up))


async def _work(dsn: str, up: Connection) -> None:
    database = open_database(dsn, schema="toy", size=2)

    def unit() -> SqlUnitOfWork:
        return SqlUnitOfWork(database, service="toy", clock=SystemClock(), audit=AUDIT, wake=Wake())

    provider = Provider(scope=Scope.REQUEST)
    provider.provide(unit)
    provider.provide(NoteDue)
    await database.ping()
    up.send(True)
    up.close()
    await ScheduleRunner(make_async_container(provider), SystemClock(), {"note": NoteDue}).run()
