"""What every repository of sources and of runs has to do, real or fake."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from aegis_import.domain.counts import KindCounts, Outcome
from aegis_import.domain.run import ImportRun
from aegis_import.domain.source import DataSource, SourceSettings
from aegis_import.domain.words import RunState
from aegis_kernel.errors import Conflict, NotFound, Stale

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def source(name: str = "mine", **settings: Any) -> DataSource:
    return DataSource.create(
        uuid4(), name=name, upstream="mitre-attack", domain="enterprise", settings=SourceSettings(**settings)
    )


def run_of(of: DataSource, **how: Any) -> ImportRun:
    return ImportRun.queue(
        uuid4(),
        source_id=of.id,
        source_name=of.name,
        **{"at": NOW, "by": UUID(int=1), "url": "https://x.example"} | how,
    )


class Ground:
    """One kind of repository: `unit` makes units of work, `sources` and `runs` repositories in one."""

    def __init__(self, unit: Callable[[], Any], sources: Callable[[Any], Any], runs: Callable[[Any], Any]) -> None:
        self.unit = unit
        self.sources = sources
        self.runs = runs

    async def have(self, *things: DataSource | ImportRun) -> None:
        """Adds and commits."""
        async with (unit := self.unit()):
            for thing in things:
                await (self.sources(unit) if isinstance(thing, DataSource) else self.runs(unit)).add(thing)
            await unit.commit()

    async def source(self, id_: UUID) -> DataSource:
        async with (unit := self.unit()):
            found: DataSource = await self.sources(unit).get(id_)
        return found

    async def run(self, id_: UUID) -> ImportRun:
        async with (unit := self.unit()):
            found: ImportRun = await self.runs(unit).get(id_)
        return found


class SourcesSuite:
    """Tests of `Sources`. Subclasses give the fixture `ground`."""

    async def test_what_was_added_is_found_by_id_and_by_name(self, ground: Ground) -> None:
        mine = source(url="https://x.example/a", priority=7, release="19.1", schedule="daily 03:00", zone="Europe/Rome")
        await ground.have(mine)
        async with (unit := ground.unit()):
            for found in (await ground.sources(unit).get(mine.id), await ground.sources(unit).named("mine")):
                assert (found.id, found.name, found.upstream, found.domain, found.settings, found.version) == (
                    mine.id, "mine", "mitre-attack", "enterprise", mine.settings, 1,
                )  # fmt: skip

    async def test_what_is_not_there_is_not_found(self, ground: Ground) -> None:
        async with (unit := ground.unit()):
            with pytest.raises(NotFound):
                await ground.sources(unit).get(uuid4())
            with pytest.raises(NotFound):
                await ground.sources(unit).named("nothing")

    async def test_a_name_is_given_once(self, ground: Ground) -> None:
        await ground.have(source())
        async with (unit := ground.unit()):
            with pytest.raises(Conflict) as refused:
                await ground.sources(unit).add(source())
        assert refused.value.code == "name_taken"

    async def test_what_is_not_committed_has_not_happened(self, ground: Ground) -> None:
        mine = source()
        async with (unit := ground.unit()):
            await ground.sources(unit).add(mine)
        with pytest.raises(NotFound):
            await ground.source(mine.id)

    async def test_a_change_is_kept_and_raises_the_version(self, ground: Ground) -> None:
        mine = source()
        await ground.have(mine)
        async with (unit := ground.unit()):
            found = await ground.sources(unit).get(mine.id, expected=1)
            found.edit(priority=5, enabled=False)
            await ground.sources(unit).save(found)
            await unit.commit()
        kept = await ground.source(mine.id)
        assert (kept.version, kept.settings.priority, kept.settings.enabled) == (2, 5, False)

    async def test_two_that_change_one_version_do_not_both_succeed(self, ground: Ground) -> None:
        mine = source()
        await ground.have(mine)
        first, second = await ground.source(mine.id), await ground.source(mine.id)
        for number, changed in enumerate((first, second)):
            changed.edit(priority=number + 1)
        async with (unit := ground.unit()):
            await ground.sources(unit).save(first)
            await unit.commit()
        async with (unit := ground.unit()):
            with pytest.raises(Stale) as refused:
                await ground.sources(unit).save(second)
        assert refused.value.current == 2
        async with (unit := ground.unit()):
            with pytest.raises(Stale):
                await ground.sources(unit).get(mine.id, expected=1)


class RunsSuite:
    """Tests of `Runs`. Subclasses give the fixture `ground`."""

    async def test_a_run_comes_back_as_it_was(self, ground: Ground) -> None:
        mine = source()
        run = run_of(mine)
        run.start(NOW)
        counts = {"technique": KindCounts(new=1, changed=2, unchanged=3, withdrawn=4, skipped=5)}
        run.hold(Outcome(counts=counts, problems=9, release="19.1", commit="c" * 40), "too much", "key")
        await ground.have(mine, run)
        found = await ground.run(run.id)
        names = (
            "id", "source_id", "source_name", "state", "requested_at", "requested_by", "dry_run", "url", "archive_key",
            "file_name", "started_at", "finished_at", "outcome", "error", "held_reason", "approved_by", "version",
        )  # fmt: skip
        assert {name: getattr(found, name) for name in names} == {name: getattr(run, name) for name in names}
        assert found.version == 3

    async def test_moves_are_kept(self, ground: Ground) -> None:
        mine, run = (made := source()), run_of(made)
        await ground.have(mine, run)
        async with (unit := ground.unit()):
            found = await ground.runs(unit).get(run.id, expected=1)
            found.cancel(NOW)
            await ground.runs(unit).save(found)
            await unit.commit()
        kept = await ground.run(run.id)
        assert (kept.state, kept.finished_at, kept.version) == (RunState.CANCELLED, NOW, 2)

    async def test_two_that_move_one_version_do_not_both_succeed(self, ground: Ground) -> None:
        mine, run = (made := source()), run_of(made)
        await ground.have(mine, run)
        first, second = await ground.run(run.id), await ground.run(run.id)
        first.start(NOW)
        second.cancel(NOW)
        async with (unit := ground.unit()):
            await ground.runs(unit).save(first)
            await unit.commit()
        async with (unit := ground.unit()):
            with pytest.raises(Stale):
                await ground.runs(unit).save(second)

    async def test_a_run_that_is_not_there_is_not_found(self, ground: Ground) -> None:
        with pytest.raises(NotFound):
            await ground.run(uuid4())

    async def test_runs_of_a_source_are_found_by_state_oldest_first_without_dry_runs(self, ground: Ground) -> None:
        mine, other = source(), source("other")
        later = NOW.replace(hour=13)
        runs = [run_of(mine, at=later), run_of(mine), run_of(mine, dry_run=True), run_of(other)]
        started = run_of(mine)
        started.start(NOW)
        await ground.have(mine, other, *runs, started)
        async with (unit := ground.unit()):
            found = await ground.runs(unit).of_source_in(mine.id, {RunState.QUEUED, RunState.HELD})
        assert list(found) == [runs[1].id, runs[0].id]
