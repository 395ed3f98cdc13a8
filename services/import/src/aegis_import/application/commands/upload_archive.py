"""Takes an uploaded file and asks for it to be read for a source."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from aegis_import.application.ports import Archives, Runs, Sources
from aegis_import.domain.errors import source_disabled
from aegis_import.domain.run import ImportRun
from aegis_kernel.clock import Clock
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadArchiveCommand:
    """`path` is where the upload lies now; `file_name` what the sender called it: a label only."""

    source_id: UUID
    path: Path
    file_name: str
    dry_run: bool = False


class UploadArchive:
    """Raises `Forbidden`, `NotFound`, `RuleBroken` (switched off)."""

    def __init__(
        self, uow: UnitOfWork, sources: Sources, runs: Runs, archives: Archives, clock: Clock, ids: Ids
    ) -> None:
        self.uow = uow
        self.sources = sources
        self.runs = runs
        self.archives = archives
        self.clock = clock
        self.ids = ids

    async def __call__(self, caller: Caller, command: UploadArchiveCommand) -> ImportRun:
        require(caller, Action.SOURCES_MANAGE)
        run_id = self.ids.new()
        key = archive_key(run_id)
        await self.archives.keep(key, command.path)
        try:
            return await self._queue(caller, command, run_id, key)
        except BaseException:
            await self.archives.drop(key)
            raise

    async def _queue(self, caller: Caller, command: UploadArchiveCommand, run_id: UUID, key: str) -> ImportRun:
        async with self.uow:
            source = await self.sources.get(command.source_id)
            if not command.dry_run and not source.settings.enabled:
                raise source_disabled(source.name)
            run = ImportRun.queue(
                run_id,
                source_id=source.id,
                source_name=source.name,
                at=self.clock.now(),
                by=caller.id,
                dry_run=command.dry_run,
                archive_key=key,
                file_name=command.file_name[:255],
            )
            await self.runs.add(run)
            await self.uow.commit()
        return run


def archive_key(run_id: UUID) -> str:
    """Where a run's archive lies in the object store."""
    return f"import/archives/{run_id}"
