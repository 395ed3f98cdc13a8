"""The worker's loop, from a queued run to its end."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

import pytest
import pytest_asyncio
from dishka import AsyncContainer
from import_support.container import container_on
from import_support.database import SetClock, Units, outbox
from import_support.fakes import FakeArchives
from import_support.ground import Imports
from import_support.stix import small, technique

from aegis_chassis.database.pool import Database
from aegis_import.adapters.parsing import pool
from aegis_import.bootstrap.providers import run_streams
from aegis_import.domain.run import ImportRun
from aegis_import.domain.words import RunState
from aegis_import.entrypoints.queue import MOST_TRIES, RunQueue

BUNDLE = json.dumps(small(technique(1), technique(2))).encode()


class Stand:
    """A container, and runs put into its database from outside."""

    def __init__(self, container: AsyncContainer, imports: Imports, archives: FakeArchives) -> None:
        self.container = container
        self.imports = imports
        self.archives = archives
        imports.archives = archives

    @asynccontextmanager
    async def working(self, *, lease_seconds: float = 30.0) -> AsyncIterator[None]:
        queue = RunQueue(self.container, lambda d: run_streams(d, ping_seconds=0.2), lease_seconds=lease_seconds)
        task = asyncio.create_task(queue.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def until(self, run_id: UUID, done: Callable[[ImportRun], bool]) -> ImportRun:
        async with asyncio.timeout(20):
            while not done(run := await self.imports.run(run_id)):  # noqa: ASYNC110  # looks from outside
                await asyncio.sleep(0.02)
        return run


@pytest_asyncio.fixture(loop_scope="session")
async def stand(database: Database, units: Units, clock: SetClock, tmp_path: Path) -> AsyncIterator[Stand]:
    archives = FakeArchives()
    container = container_on(database, tmp_path / "work", archives=archives, clock=clock)
    yield Stand(container, Imports(units, clock, tmp_path), archives)
    await container.close()


async def test_a_queued_run_is_carried_out_and_its_archive_dropped(stand: Stand) -> None:
    async with stand.working():
        run_id = await stand.imports.queue(archive=BUNDLE)
        assert (await stand.until(run_id, lambda run: run.state is RunState.PUBLISHED)).outcome.changes == 3
        again = await stand.imports.queue(archive=BUNDLE)
        await stand.until(again, lambda run: run.state is RunState.APPLIED)
        await stand.until(again, lambda run: run.archive_key is None)
        assert list(stand.archives.kept) == [f"import/archives/{run_id}"], "a run that is not over keeps its archive"


async def test_a_run_that_cannot_be_read_fails_and_the_next_goes_on(stand: Stand) -> None:
    async with stand.working():
        bad = await stand.imports.queue(archive=b"<html>")
        good = await stand.imports.queue(archive=BUNDLE)
        assert (await stand.until(bad, lambda run: run.state is RunState.FAILED)).error is not None
        await stand.until(good, lambda run: run.state is RunState.PUBLISHED)


async def test_a_defect_fails_the_run_and_not_the_loop(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(pool, "read_archive", break_down)
    async with stand.working():
        run_id = await stand.imports.queue(archive=BUNDLE)
        run = await stand.until(run_id, lambda run: run.state is RunState.FAILED)
    told = "A defect of Aegis, ZeroDivisionError: nothing was changed. Its log says more, of run"
    assert run.error == f"{told} {run_id}."


async def test_a_run_cancelled_while_it_is_read_is_dropped(
    stand: Stand, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, go_on = asyncio.Event(), asyncio.Event()
    read = pool.PoolReader.read

    async def slow(self: pool.PoolReader, job: object) -> object:
        reading.set()
        await go_on.wait()
        return await read(self, job)  # type: ignore[arg-type]  # the job as it came

    monkeypatch.setattr(pool.PoolReader, "read", slow)
    async with stand.working(lease_seconds=0.3):
        run_id = await stand.imports.queue(archive=BUNDLE)
        await reading.wait()
        await stand.imports.move(run_id, lambda run: run.cancel(stand.imports.clock.now()))
        monkeypatch.undo()
        next_id = await stand.imports.queue(archive=BUNDLE)
        await stand.until(next_id, lambda run: run.state is RunState.PUBLISHED)
        assert (await stand.imports.run(run_id)).state is RunState.CANCELLED
    assert len(await outbox(database, "aegis.import.content")) == 4


async def test_a_worker_that_stops_gives_its_run_back(stand: Stand, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = asyncio.Event()

    async def for_ever(self: object, job: object) -> None:
        reading.set()
        await asyncio.sleep(3_600)

    monkeypatch.setattr(pool.PoolReader, "read", for_ever)
    run_id = await stand.imports.queue(archive=BUNDLE)
    async with stand.working():
        await reading.wait()
    monkeypatch.undo()
    assert (await stand.imports.run(run_id)).state is RunState.READING
    async with stand.working():
        await stand.until(run_id, lambda run: run.state is RunState.PUBLISHED)


async def test_a_run_that_loses_its_workers_again_and_again_fails(stand: Stand, database: Database) -> None:
    run_id = await stand.imports.queue(archive=BUNDLE)
    async with database.raw() as connection:
        await connection.execute("update import_run set tries = $1", MOST_TRIES)
    async with stand.working():
        run = await stand.until(run_id, lambda run: run.state is RunState.FAILED)
    assert run.error == f"Its worker was lost {MOST_TRIES} times while it read."
