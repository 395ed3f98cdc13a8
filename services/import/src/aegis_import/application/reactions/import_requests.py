"""Somebody asks, on a topic, for a source to be read again. All that it does is queue a run."""

from collections.abc import Sequence

from aegis_contracts.import_requests import ImportRequest
from aegis_import.application.ports import Runs, Sources
from aegis_import.application.reactions.schedules import WAITING
from aegis_import.domain.run import ImportRun
from aegis_kernel.clock import Clock
from aegis_kernel.errors import NotFound
from aegis_kernel.facts import Fact
from aegis_kernel.ids import Ids


class QueueRequested:
    """A request is passed over when the source is not known, switched off, without URL, or has a run that waits."""

    def __init__(self, sources: Sources, runs: Runs, clock: Clock, ids: Ids) -> None:
        self.sources = sources
        self.runs = runs
        self.clock = clock
        self.ids = ids

    async def __call__(self, facts: Sequence[Fact[ImportRequest]]) -> None:
        for fact in facts:
            await self._queue(fact)

    async def _queue(self, fact: Fact[ImportRequest]) -> None:
        request = fact.state
        try:
            source = await self.sources.get(request.source_id)
        except NotFound:
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
            by=request.requested_by,
            url=source.settings.url,
        )
        await self.runs.add(run, because=fact)
