"""A run from a URL; a run that is stopped at some point."""

import json
from typing import Any

import pytest
from import_support.ground import URL, Imports
from import_support.sent import TEN, content, rows
from import_support.stix import small

from aegis_chassis.database.pool import Database
from aegis_import.adapters.persistence.sources import SqlSources
from aegis_import.application.commands.carry_out_run import CarryOutRunCommand
from aegis_import.application.ports import FetchFailed
from aegis_import.domain.counts import KindCounts
from aegis_import.domain.words import RunState
from aegis_kernel.errors import Stale


async def test_what_is_unchanged_at_its_url_is_not_read_again(imports: Imports, database: Database) -> None:
    imports.fetcher.content, imports.fetcher.etag = json.dumps(small(*TEN)).encode(), '"1"'
    first = await imports.carry_out(await imports.queue(url=URL))
    assert first.state is RunState.PUBLISHED
    await content(database)
    run = await imports.carry_out(await imports.queue(url=URL))
    assert run.state is RunState.APPLIED
    assert run.outcome.counts == {"tactic": KindCounts(unchanged=1), "technique": KindCounts(unchanged=10)}
    assert await content(database) == []
    assert [known.etag if known else None for known in imports.fetcher.asked] == [None, '"1"']


async def test_settings_that_changed_make_it_read_again(imports: Imports) -> None:
    imports.fetcher.content, imports.fetcher.etag = json.dumps(small(*TEN)).encode(), '"1"'
    await imports.carry_out(await imports.queue(url=URL))

    async def edit(unit: Any) -> None:
        source = await SqlSources(unit).get(imports.source_id)
        source.edit(priority=5)
        await SqlSources(unit).save(source)

    await imports.change(edit)
    await imports.carry_out(await imports.queue(url=URL))
    assert imports.fetcher.asked == [None, None]


async def test_another_url_and_a_dry_run_are_always_read(imports: Imports) -> None:
    imports.fetcher.content, imports.fetcher.etag = json.dumps(small(*TEN)).encode(), '"1"'
    await imports.carry_out(await imports.queue(url=URL))
    await imports.carry_out(await imports.queue(url=URL, dry_run=True))
    await imports.carry_out(await imports.queue(url="https://content.example/other.json"))
    assert imports.fetcher.asked == [None, None, None]


async def test_a_url_that_fails_fails_the_run(imports: Imports) -> None:
    imports.fetcher.content = FetchFailed("content.example answered HTTP status 404.")
    run = await imports.carry_out(await imports.queue(url=URL))
    assert (run.state, run.error) == (RunState.FAILED, "content.example answered HTTP status 404.")


async def test_an_archive_that_is_gone_fails_the_run(imports: Imports) -> None:
    run_id = await imports.queue(archive=b"x")
    imports.archives.kept.clear()
    assert (await imports.carry_out(run_id)).state is RunState.FAILED


async def test_a_run_cancelled_while_it_reads_publishes_nothing(imports: Imports, database: Database) -> None:
    run_id = await imports.queue(archive=json.dumps(small(*TEN)).encode())

    async def cancel() -> None:
        await imports.move(run_id, lambda run: run.cancel(imports.clock.now()))

    imports.reader.after = cancel
    with pytest.raises((Stale, Exception), match=r"cancelled|changed"):
        await imports.carry_out(run_id)
    assert (await imports.run(run_id)).state is RunState.CANCELLED
    assert await content(database) == []
    assert await rows(database, "claim") == []


async def test_a_run_stopped_after_its_read_starts_over_and_publishes_once(
    imports: Imports, database: Database
) -> None:
    run_id = await imports.queue(archive=json.dumps(small(*TEN)).encode())

    async def stop() -> None:
        raise KeyboardInterrupt

    imports.reader.after = stop
    with pytest.raises(KeyboardInterrupt):
        await imports.carry_out(run_id)
    assert (await imports.run(run_id)).state is RunState.READING
    assert await content(database) == []
    imports.reader.after = None
    assert (await imports.carry_out(run_id)).state is RunState.PUBLISHED
    assert len(await content(database)) == 12
    assert (await imports.carry_out(run_id)).state is RunState.PUBLISHED
    assert await content(database) == []


async def test_a_run_stopped_while_it_publishes_has_published_nothing(
    imports: Imports, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = await imports.queue(archive=json.dumps(small(*TEN)).encode())
    use_case = imports.use_case()
    commit = use_case.uow.commit
    commits = 0

    async def stop_at_the_last() -> None:
        nonlocal commits
        commits += 1
        if commits == 2:
            raise KeyboardInterrupt
        await commit()

    monkeypatch.setattr(use_case.uow, "commit", stop_at_the_last)
    with pytest.raises(KeyboardInterrupt):
        await use_case(CarryOutRunCommand(run_id=run_id))
    assert await content(database) == []
    assert await rows(database, "claim") == []
    assert (await imports.carry_out(run_id)).state is RunState.PUBLISHED
    assert len(await content(database)) == 12
