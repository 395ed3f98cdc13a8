"""A data source is due: a run is queued, as if somebody had asked."""

from typing import Protocol
from uuid import UUID

from aegis_import.application.ports import Runs, Sources
from aegis_import.domain.run import ImportRun
from aegis_import.domain.words import RunState
from aegis_kernel.clock import Clock
from aegis_kernel.errors import NotFound
from aegis_kernel.ids import Ids

WAITING = frozenset({RunState.QUEUED})
"""A run that is held does not keep a source from being read: the newer read takes its place."""


class DueTime(Protocol):
    """What is due: `argument` is the source's id."""

    @property
    def argument(self) -> str | None: ...


class QueueDue:
    """Passed over when the source is switched off, has no URL, or has a run that waits. Runs in the schedule's own
    transaction and never commits."""

    def __init__(self, sources: Sources, runs: Runs, clock: Clock, ids: Ids) -> None:
        self.sources = sources
        self.runs = runs
        self.clock = clock
        self.ids = ids

    async def __call__(self, due: DueTime, /) -> None:
        try:
            source = await self.sources.get(UUID(due.argument or ""))
        except (NotFound, ValueError):
            return
        if not source.settings.enabled or source.settings.url is None:
            return
        if await self.runs.of_source_in(source.id, WAITING):
            return
        run = ImportRun.queue(
            self.ids.new(),
            source_id=source.id,
            source_name=source.name,
            at=self.clock.now(),
            by=None,
            url=source.settings.url,
        )
        await self.runs.add(run)
