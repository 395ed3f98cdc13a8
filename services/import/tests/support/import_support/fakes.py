"""Fakes of the repositories of aggregates, held to the same suites as the real ones; and small stand-ins."""

import copy
import shutil
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from uuid import UUID, uuid4

from aegis_import.application.reads import Read, ReadJob
from aegis_import.domain.errors import name_taken, no_such_run, no_such_source
from aegis_import.domain.run import ImportRun
from aegis_import.domain.source import DataSource
from aegis_import.domain.words import RunState
from aegis_kernel.aggregate import Recorded
from aegis_kernel.errors import NotFound, Stale
from aegis_kernel.facts import Fact


class Memory:
    """What is committed, and a unit of work on it: leaving without a commit undoes all."""

    def __init__(self) -> None:
        self.sources: dict[UUID, DataSource] = {}
        self.runs: dict[UUID, ImportRun] = {}
        self.recorded: list[Recorded] = []
        self.commits = 0
        self._before: Any = None

    async def __aenter__(self) -> Self:
        self._before = (dict(self.sources), dict(self.runs), list(self.recorded))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._before is not None:
            self.sources, self.runs, self.recorded = self._before
        self._before = None

    async def commit(self) -> None:
        self._before = None
        self.commits += 1


class FakeSources:
    """`Sources` in memory."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def get(self, id_: UUID, expected: int | None = None) -> DataSource:
        found = self._memory.sources.get(id_)
        if found is None:
            raise no_such_source(str(id_))
        if expected is not None and found.version != expected:
            raise Stale(found.version)
        return copy.copy(found)

    async def named(self, name: str) -> DataSource:
        for found in self._memory.sources.values():
            if found.name == name:
                return copy.copy(found)
        raise no_such_source(name)

    async def add(self, source: DataSource) -> None:
        if any(one.name == source.name for one in self._memory.sources.values()):
            raise name_taken(source.name)
        self._keep(source)

    async def save(self, source: DataSource) -> None:
        present = await self.get(source.id)
        if present.version != source.read_version:
            raise Stale(present.version)
        self._keep(source)

    def _keep(self, source: DataSource) -> None:
        self._memory.recorded += source.take_recorded()
        self._memory.sources[source.id] = copy.copy(source)


class FakeRuns:
    """`Runs` in memory."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    async def get(self, id_: UUID, expected: int | None = None) -> ImportRun:
        found = self._memory.runs.get(id_)
        if found is None:
            raise no_such_run(id_)
        if expected is not None and found.version != expected:
            raise Stale(found.version)
        return copy.copy(found)

    async def add(self, run: ImportRun, because: Fact[Any] | None = None) -> None:
        self._keep(run)

    async def save(self, run: ImportRun, because: Fact[Any] | None = None) -> None:
        present = await self.get(run.id)
        if present.version != run.read_version:
            raise Stale(present.version)
        self._keep(run)

    async def of_source_in(self, source_id: UUID, states: Collection[str]) -> Sequence[UUID]:
        found = [
            run
            for run in self._memory.runs.values()
            if run.source_id == source_id and run.state in states and not run.dry_run
        ]
        return [run.id for run in sorted(found, key=lambda run: (run.requested_at, run.id))]

    async def newer_published(self, run: ImportRun) -> bool:
        ended = {RunState.PUBLISHED, RunState.APPLIED}
        return any(
            other.source_id == run.source_id
            and other.requested_at > run.requested_at
            and other.state in ended
            and not other.dry_run
            for other in self._memory.runs.values()
        )

    async def measured(self, run_id: UUID, measures: Mapping[str, float]) -> None:
        run = self._memory.runs[run_id]
        run.outcome = replace(run.outcome, measures=measures)

    def _keep(self, run: ImportRun) -> None:
        self._memory.recorded += run.take_recorded()
        self._memory.runs[run.id] = copy.copy(run)


class FakeArchives:
    """`Archives` in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def keep(self, key: str, path: Path) -> None:
        self.kept[key] = path.read_bytes()  # small files of tests

    async def bring(self, key: str, into: Path) -> None:
        if key not in self.kept:
            raise NotFound("no_such_archive", "The archive is gone.")
        into.write_bytes(self.kept[key])  # small files of tests

    async def drop(self, key: str) -> None:
        self.kept.pop(key, None)


class NewIds:
    """Random ids."""

    def new(self) -> UUID:
        return uuid4()


class KnownUpstreams:
    """A reader that only says what it reads."""

    def reads(self, format_: str) -> bool:
        return format_ in {"mitre-attack", "nist-800-53", "nist-800-53-mappings"}

    def upstream_of(self, format_: str) -> str:
        return "nist-800-53" if format_.startswith("nist") else format_

    async def read(self, job: ReadJob) -> Read:
        raise NotImplementedError


class FolderWorkplace:
    """`Workplace` in a folder of the test's."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @asynccontextmanager
    async def room(self) -> AsyncIterator[Path]:
        room = self._folder / uuid4().hex
        room.mkdir()
        try:
            yield room / "file"
        finally:
            shutil.rmtree(room)
