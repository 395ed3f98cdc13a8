"""Somebody asks, on a topic, for a source to be read again. All that it does is queue a run."""

from collections.abc import Sequence
from uuid import UUID

from aegis_contracts.import_requests import ImportRequest
from aegis_import.application.ports import Ended, Runs, Sources
from aegis_import.application.reactions.schedules import WAITING
from aegis_import.domain.run import ImportRun
from aegis_import.domain.words import RunState
from aegis_kernel.clock import Clock
from aegis_kernel.errors import NotFound
from aegis_kernel.facts import Fact
from aegis_kernel.ids import Ids


class QueueRequested:
    """A request is passed over when the source is not known, switched off, without URL, or has a run that waits; one
    that names a dry run, unless that was one of this source that went well."""

    def __init__(self, sources: Sources, runs: Runs, ended: Ended, clock: Clock, ids: Ids) -> None:
        self.ended = ended
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
        if not source.settings.enabled or await self.runs.of_source_in(source.id, WAITING):
            return
        if request.previewed_run_id is not None:
            await self._queue_previewed(fact, request.previewed_run_id)
            return
        if source.settings.url is None:
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

    async def _queue_previewed(self, fact: Fact[ImportRequest], previewed_id: UUID) -> None:
        """What a dry run read is read again, for good: its archive, or what lies at its URL now. One whose archive is
        no longer kept fails, and says so."""
        try:
            previewed = await self.runs.get(previewed_id)
        except NotFound:
            return
        if previewed.source_id != fact.state.source_id or previewed.state is not RunState.PREVIEWED:
            return
        run = ImportRun.queue(
            self.ids.new(),
            source_id=previewed.source_id,
            source_name=previewed.source_name,
            at=self.clock.now(),
            by=fact.state.requested_by,
            url=previewed.url,
            archive_key=previewed.archive_key,
            file_name=previewed.file_name,
        )
        await self.runs.add(run, because=fact)
        await self.ended.forget_archive(previewed.id)  # it is the new run's now
