"""The use case that carries runs out, on PostgreSQL, with real archives and a stand-in for the network."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.parsing.pool import PoolReader
from aegis_import.adapters.persistence.claims import SqlClaims
from aegis_import.adapters.persistence.findings import SqlFindings
from aegis_import.adapters.persistence.runs import SqlRuns
from aegis_import.adapters.persistence.sources import SqlSources
from aegis_import.adapters.persistence.visits import SqlVisits
from aegis_import.application.commands.carry_out_run import CarryOutRun, CarryOutRunCommand
from aegis_import.application.ports import Fetched, Seen
from aegis_import.application.reads import Read, ReadJob
from aegis_import.domain.run import ImportRun
from aegis_import.domain.source import DataSource
from aegis_kernel.ids import named_id
from import_support.database import SetClock, Units
from import_support.fakes import FakeArchives, FolderWorkplace

URL = "https://content.example/enterprise-attack.json"


class StandInFetcher:
    """Gives what it is told to give."""

    def __init__(self) -> None:
        self.content: bytes | Exception = b""
        self.etag: str | None = None
        self.asked: list[Seen | None] = []

    async def fetch(self, urls: Sequence[str], into: Path, known: Mapping[str, Seen]) -> Fetched:
        seen = known.get(urls[0])
        self.asked.append(seen)
        if isinstance(self.content, Exception):
            raise self.content
        if seen is not None and seen.etag == self.etag:
            return Fetched(unchanged=True, status=304)
        into.write_bytes(self.content)  # small files of tests
        now = Seen(url=urls[0], etag=self.etag, last_modified=None)
        return Fetched(status=200, content_type="application/json", seen=(now,))


class WatchedReader(PoolReader):
    """Lets a test do something between the read and what follows."""

    def __init__(self, processes: Executor, limits: ArchiveLimits) -> None:
        super().__init__(processes, limits)
        self.after: Callable[[], Awaitable[None]] | None = None

    async def read(self, job: ReadJob) -> Read:
        read = await super().read(job)
        if self.after is not None:
            await self.after()
        return read


class Imports:
    """Runs imports of a source: ``attack-enterprise``, unless a test names another one."""

    def __init__(self, units: Units, clock: SetClock, folder: Path, processes: Executor | None = None) -> None:
        self.units = units
        self.clock = clock
        self.archives = FakeArchives()
        self.fetcher = StandInFetcher()
        self.reader = WatchedReader(processes or ThreadPoolExecutor(1), ArchiveLimits())
        self.workplace = FolderWorkplace(folder)
        self.source_name = "attack-enterprise"
        self.source_id = named_id("data-source", self.source_name)

    async def source(self) -> DataSource:
        async with (unit := self.units()):
            return await SqlSources(unit).get(self.source_id)

    async def queue(
        self,
        *,
        url: str | None = None,
        archive: bytes | None = None,
        dry_run: bool = False,
        source: str | None = None,
        file_name: str = "a.json",
    ) -> UUID:
        """A queued run, of a URL or of an uploaded archive, asked for a moment after the one before."""
        self.clock.forward(0.001)
        id_ = uuid4()
        key = None
        if archive is not None:
            key = f"import/archives/{id_}"
            self.archives.kept[key] = archive
        run = ImportRun.queue(
            id_,
            source_id=named_id("data-source", source) if source else self.source_id,
            source_name=source or self.source_name,
            at=self.clock.now(),
            by=UUID(int=1),
            dry_run=dry_run,
            url=url,
            archive_key=key,
            file_name=file_name if key else None,
        )
        await self.change(lambda unit: SqlRuns(unit).add(run))
        return id_

    async def change(self, work: Callable[[SqlUnitOfWork], Awaitable[Any]]) -> Any:
        """Does `work` in a unit of work and commits."""
        async with (unit := self.units()):
            done = await work(unit)
            await unit.commit()
        return done

    def use_case(self) -> CarryOutRun:
        unit = self.units()
        return CarryOutRun(
            unit,
            sources=SqlSources(unit),
            runs=SqlRuns(unit),
            reads=SqlRuns(unit),
            claims=SqlClaims(unit),
            findings=SqlFindings(unit),
            visits=SqlVisits(unit),
            archives=self.archives,
            fetcher=self.fetcher,
            reader=self.reader,
            workplace=self.workplace,
            clock=self.clock,
        )

    async def carry_out(self, run_id: UUID) -> ImportRun:
        await self.use_case()(CarryOutRunCommand(run_id=run_id))
        return await self.run(run_id)

    async def run(self, run_id: UUID) -> ImportRun:
        async with (unit := self.units()):
            return await SqlRuns(unit).get(run_id)

    async def move(self, run_id: UUID, move: Callable[[ImportRun], None]) -> ImportRun:
        """What a person does to a run."""

        async def work(unit: SqlUnitOfWork) -> ImportRun:
            run = await SqlRuns(unit).get(run_id)
            move(run)
            await SqlRuns(unit).save(run)
            return run

        moved: ImportRun = await self.change(work)
        return moved

    async def import_(self, bundle: Any, *, dry_run: bool = False) -> ImportRun:
        """Imports a bundle, or the bytes of an archive, to the end of the run's work."""
        content = bundle if isinstance(bundle, bytes) else json.dumps(bundle).encode()
        return await self.carry_out(await self.queue(archive=content, dry_run=dry_run))
