"""Carries a run out: gets the archive, reads it whole, compares, and publishes what differs in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from aegis_import.application.commands.upload_archive import archive_key
from aegis_import.application.parsing import UNKNOWN_RELEASE, BadArchive, Wanted
from aegis_import.application.ports import (
    Archives,
    Claims,
    Fetched,
    Fetcher,
    FetchFailed,
    Findings,
    LastRead,
    Reader,
    ReadRuns,
    Runs,
    Seen,
    Sources,
    Visits,
    Workplace,
)
from aegis_import.application.reads import Compared, Read, ReadJob
from aegis_import.domain.counts import KindCounts, Outcome
from aegis_import.domain.run import ImportRun
from aegis_import.domain.source import DataSource
from aegis_import.domain.withdrawal import withdraws_too_much
from aegis_import.domain.words import RunState
from aegis_kernel.clock import Clock
from aegis_kernel.errors import NotFound
from aegis_kernel.unit_of_work import UnitOfWork

SAMPLES = 100
"""Examples of each class that a dry run or a held run keeps."""


class Stages:
    """How long each part of a run took, beside what was measured of the read."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._at = clock.now()
        self.measured: dict[str, float] = {}

    def ends(self, stage: str) -> None:
        """The stage that ends now began when the one before ended."""
        now = self._clock.now()
        self.measured[stage] = round((now - self._at).total_seconds(), 4)
        self._at = now


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOutRunCommand:
    run_id: UUID


class CarryOutRun:
    """May be called again for the same run after a stop at any point: nothing is done twice, since what is published
    commits together with the run's state. Raises `Stale` when the run was cancelled meanwhile: all of it is undone.
    """

    def __init__(
        self,
        uow: UnitOfWork,
        *,
        sources: Sources,
        runs: Runs,
        reads: ReadRuns,
        claims: Claims,
        findings: Findings,
        visits: Visits,
        archives: Archives,
        fetcher: Fetcher,
        reader: Reader,
        workplace: Workplace,
        clock: Clock,
    ) -> None:
        self.uow = uow
        self.sources = sources
        self.runs = runs
        self.reads = reads
        self.claims = claims
        self.findings = findings
        self.visits = visits
        self.archives = archives
        self.fetcher = fetcher
        self.reader = reader
        self.workplace = workplace
        self.clock = clock

    async def __call__(self, command: CarryOutRunCommand) -> None:
        begun = await self._begin(command.run_id)
        if begun is None:
            return
        run, source, known = begun
        async with self.workplace.room() as path:
            stages = Stages(self.clock)
            try:
                fetched = await self._get(run, source, path, known)
                stages.ends("fetch_seconds")
                if fetched.unchanged:
                    await self._finish_unchanged(run.id, source, fetched, stages)
                    return
                job = _job(run, source, path, fetched, self.clock.now())
                key = await self.reader.key_of(job)
                if not run.dry_run and await self._is_what_was_read(source, key):
                    await self._finish_unchanged(run.id, source, fetched, stages)
                    return
                read = await self.reader.read(job)
            except (BadArchive, FetchFailed, NotFound) as error:
                await self._fail(run.id, str(error))
                return
            stages.ends("read_seconds")
            stages.measured |= read.measures
            if not await self._publish(run.id, source, read, fetched, stages, key):
                await self._hold(run.id, source, read, path, stages)

    async def _begin(self, run_id: UUID) -> tuple[ImportRun, DataSource, Mapping[str, Seen]] | None:
        async with self.uow:
            run = await self.runs.get(run_id)
            source = await self.sources.get(run.source_id)
            known = await self.visits.last(source)
            last = await self.reads.last_read(source.id)
            if last is None or last.by != self.reader.version:
                known = {}
            if run.state is RunState.QUEUED:
                run.start(self.clock.now())
                await self.runs.save(run)
                await self.uow.commit()
            elif run.state not in {RunState.READING, RunState.PUBLISHING}:
                return None
        return run, source, known

    async def _get(self, run: ImportRun, source: DataSource, path: Path, known: Mapping[str, Seen]) -> Fetched:
        if run.archive_key is not None:
            await self.archives.bring(run.archive_key, path)
            return Fetched()
        if run.url is None:
            raise FetchFailed("The run has neither an archive nor a URL.")
        urls = (run.url, *(source.settings.more_urls if run.url == source.settings.url else ()))
        usable = known if set(known) == set(urls) and not run.dry_run else {}
        return await self.fetcher.fetch(urls, path, usable)

    async def _is_what_was_read(self, source: DataSource, key: bytes) -> bool:
        async with self.uow:
            last = await self.reads.last_read(source.id)
        return last is not None and last.key == key

    async def _is_another_release(self, source: DataSource, read: Read) -> bool:
        """Whether upstream calls the same content by another release: the catalogue has to know which one it holds. A
        form of it that does not say its release takes nothing back."""
        if read.release is None or read.release.startswith(UNKNOWN_RELEASE):
            return False
        last = await self.reads.last_read(source.id)
        return last is not None and last.release != read.release

    async def _publish(
        self, run_id: UUID, source: DataSource, read: Read, fetched: Fetched, stages: Stages, key: bytes
    ) -> bool:
        """Ends the run in one transaction, or begins to wait for the catalogue. False, and nothing is done, when a
        person has to be asked first."""
        async with self.uow:
            run = await self.runs.get(run_id)
            if run.approved_by is not None and await self.runs.newer_published(run):
                run.fail("A newer run of the source has published since this one was held.", self.clock.now())
                await self.runs.save(run)
                await self.uow.commit()
                return True
            compared = await self.claims.compare(source.id, read, samples=SAMPLES if run.dry_run else 0)
            stages.ends("compare_seconds")
            outcome = _outcome(read, compared, stages)
            if run.dry_run:
                run.preview(outcome, self.clock.now())
            elif outcome.changes == 0 and not await self._is_another_release(source, read):
                run.finish_unchanged(outcome, self.clock.now())
            elif run.approved_by is None and _too_much(source, outcome, compared):
                return False
            else:
                if run.state is not RunState.PUBLISHING:
                    run.begin_publishing()
                run.publish(outcome)
            # Saved first: a run cancelled meanwhile ends it here, before anything large is written.
            await self.runs.save(run)
            await self.findings.note(run.id, read.problems, compared.samples)
            if run.dry_run:
                await self.claims.outline(run, source, read, now=self.clock.now())
            if run.state is RunState.PUBLISHED:
                await self.claims.publish(run, source, read, now=self.clock.now())
                stages.ends("write_seconds")
                await self.runs.measured(run.id, stages.measured)
            if fetched.seen and not run.dry_run and read.complete:
                await self.visits.note(source, fetched.seen)
            if not run.dry_run:
                whole = read.complete and read.problems_count == 0
                noted = LastRead(key=key if whole else None, by=self.reader.version)
                await self.reads.read_of(run.id, noted)
                await self._supersede(run)
            await self.uow.commit()
        return True

    async def _supersede(self, run: ImportRun) -> None:
        """A newer read that went well has answered what an older, held one asked."""
        for held_id in await self.runs.of_source_in(run.source_id, {RunState.HELD}):
            if held_id == run.id:
                continue
            held = await self.runs.get(held_id)
            held.supersede(run.id, self.clock.now())
            await self.runs.save(held)

    async def _hold(self, run_id: UUID, source: DataSource, read: Read, path: Path, stages: Stages) -> None:
        key = archive_key(run_id)
        await self.archives.keep(key, path)
        async with self.uow:
            run = await self.runs.get(run_id)
            compared = await self.claims.compare(source.id, read, samples=SAMPLES)
            outcome = _outcome(read, compared, stages)
            run.hold(
                outcome,
                f"It would withdraw {outcome.withdrawn} of {compared.had} entries, "
                f"more than {source.settings.withdraw_limit_percent} %.",
                key,
            )
            await self.runs.save(run)
            await self._supersede(run)
            await self.findings.note(run.id, read.problems, compared.samples)
            await self.claims.outline(run, source, read, now=self.clock.now())
            await self.uow.commit()

    async def _finish_unchanged(self, run_id: UUID, source: DataSource, fetched: Fetched, stages: Stages) -> None:
        """What came is what the last run read: there is nothing to read again."""
        async with self.uow:
            run = await self.runs.get(run_id)
            active = await self.claims.active(source.id)
            counts = {kind: KindCounts(unchanged=count) for kind, count in active.items()}
            last = await self.reads.last_read(source.id)
            outcome = Outcome(
                counts=counts,
                release=last.release if last else None,
                commit=last.commit if last else None,
                measures=stages.measured,
            )
            run.finish_unchanged(outcome, self.clock.now())
            await self.runs.save(run)
            if last is not None:
                await self.reads.read_of(run.id, last)
            if fetched.seen and not fetched.unchanged:
                await self.visits.note(source, fetched.seen)
            await self._supersede(run)
            await self.uow.commit()

    async def _fail(self, run_id: UUID, error: str) -> None:
        async with self.uow:
            run = await self.runs.get(run_id)
            run.fail(error, self.clock.now())
            await self.runs.save(run)
            await self.uow.commit()


def _job(run: ImportRun, source: DataSource, path: Path, fetched: Fetched, at: datetime) -> ReadJob:
    return ReadJob(
        path=str(path),
        name=run.file_name or (run.url or "").split("?")[0].rsplit("/", 1)[-1] or "upload",
        upstream=source.upstream,
        format=source.format,
        wanted=Wanted(domain=source.domain, release=source.settings.release, source=source.name),
        source_id=source.id,
        source_name=source.name,
        priority=source.settings.priority,
        run_id=run.id,
        status=fetched.status,
        content_type=fetched.content_type,
        url=run.url,
        at=at,
    )


def _outcome(read: Read, compared: Compared, stages: Stages) -> Outcome:
    return Outcome(
        counts=compared.counts,
        problems=read.problems_count,
        release=read.release,
        commit=read.commit,
        complete=read.complete,
        measures=dict(stages.measured),
    )


def _too_much(source: DataSource, outcome: Outcome, compared: Compared) -> bool:
    return withdraws_too_much(
        withdrawn=outcome.withdrawn, had=compared.had, limit_percent=source.settings.withdraw_limit_percent
    )
