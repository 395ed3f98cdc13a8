"""Asks for a source to be read from a URL: its own, or another one just this time."""

from dataclasses import dataclass
from uuid import UUID

from aegis_import.application.ports import Runs, Sources
from aegis_import.domain.errors import no_url, source_disabled
from aegis_import.domain.run import ImportRun
from aegis_import.domain.source import url_problem
from aegis_kernel.clock import Clock
from aegis_kernel.errors import Fault, Invalid
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestRunCommand:
    source_id: UUID
    url: str | None = None
    dry_run: bool = False


class RequestRun:
    """Raises `Forbidden`, `NotFound`, `Invalid` (URL), `RuleBroken` (switched off, no URL)."""

    def __init__(self, uow: UnitOfWork, sources: Sources, runs: Runs, clock: Clock, ids: Ids) -> None:
        self.uow = uow
        self.sources = sources
        self.runs = runs
        self.clock = clock
        self.ids = ids

    async def __call__(self, caller: Caller, command: RequestRunCommand) -> ImportRun:
        require(caller, Action.SOURCES_MANAGE)
        if command.url is not None and (problem := url_problem(command.url)):
            raise Invalid("bad_url", "The URL is not acceptable.", [Fault("/url", problem, "bad_url")])
        async with self.uow:
            source = await self.sources.get(command.source_id)
            url = command.url or source.settings.url
            if url is None:
                raise no_url(source.name)
            if not command.dry_run and not source.settings.enabled:
                raise source_disabled(source.name)
            run = ImportRun.queue(
                self.ids.new(),
                source_id=source.id,
                source_name=source.name,
                at=self.clock.now(),
                by=caller.id,
                dry_run=command.dry_run,
                url=url,
            )
            await self.runs.add(run)
            await self.uow.commit()
        return run
