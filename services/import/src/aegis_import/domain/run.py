"""An import run: one read of a source, from being asked for to being applied by the catalogue."""

from datetime import datetime
from typing import Self
from uuid import UUID

from aegis_import.domain.counts import NOTHING, Outcome
from aegis_import.domain.events import (
    RunApplied,
    RunApproved,
    RunCancelled,
    RunFailed,
    RunHeld,
    RunPreviewed,
    RunPublished,
    RunPublishing,
    RunQueued,
    RunStarted,
)
from aegis_import.domain.words import RunState
from aegis_kernel.aggregate import Aggregate, DomainEvent
from aegis_kernel.errors import RuleBroken

_MOVES: dict[str, frozenset[RunState]] = {
    "start": frozenset({RunState.QUEUED}),
    "preview": frozenset({RunState.READING}),
    "hold": frozenset({RunState.READING}),
    "approve": frozenset({RunState.HELD}),
    "discard": frozenset({RunState.HELD}),
    "begin_publishing": frozenset({RunState.READING}),
    "publish": frozenset({RunState.PUBLISHING}),
    "finish_unchanged": frozenset({RunState.READING, RunState.PUBLISHING}),
    "apply": frozenset({RunState.PUBLISHED}),
    "fail": frozenset({RunState.QUEUED, RunState.READING, RunState.PUBLISHING}),
    "cancel": frozenset({RunState.QUEUED, RunState.READING, RunState.HELD}),
}
"""From which states each move leads on."""


class ImportRun(Aggregate):
    """Reads `url`, or the stored archive when something was uploaded. `requested_by` None is a schedule."""

    def __init__(
        self,
        id_: UUID,
        *,
        source_id: UUID,
        source_name: str,
        state: RunState,
        requested_at: datetime,
        requested_by: UUID | None = None,
        dry_run: bool = False,
        url: str | None = None,
        archive_key: str | None = None,
        file_name: str | None = None,
        started_at: datetime | None = None,
        finished_at: datetime | None = None,
        outcome: Outcome = NOTHING,
        error: str | None = None,
        held_reason: str | None = None,
        approved_by: UUID | None = None,
        version: int = 0,
    ) -> None:
        super().__init__(id_, version)
        self.source_id = source_id
        self.source_name = source_name
        self.state = state
        self.requested_at = requested_at
        self.requested_by = requested_by
        self.dry_run = dry_run
        self.url = url
        self.archive_key = archive_key
        self.file_name = file_name
        self.started_at = started_at
        self.finished_at = finished_at
        self.outcome = outcome
        self.error = error
        self.held_reason = held_reason
        self.approved_by = approved_by

    @classmethod
    def queue(
        cls,
        id_: UUID,
        *,
        source_id: UUID,
        source_name: str,
        at: datetime,
        by: UUID | None,
        dry_run: bool = False,
        url: str | None = None,
        archive_key: str | None = None,
        file_name: str | None = None,
    ) -> Self:
        """A new run that waits for a worker."""
        run = cls(
            id_,
            source_id=source_id,
            source_name=source_name,
            state=RunState.QUEUED,
            requested_at=at,
            requested_by=by,
            dry_run=dry_run,
            url=url,
            archive_key=archive_key,
            file_name=file_name,
        )
        run.record(RunQueued())
        return run

    def allows(self, move: str) -> bool:
        """Whether the run's state lets it take `move` now."""
        return self.state in _MOVES[move]

    def start(self, at: datetime) -> None:
        """A worker begins to read."""
        self._require("start")
        self.started_at = at
        self._move(RunState.READING, RunStarted)

    def preview(self, outcome: Outcome, at: datetime) -> None:
        """Ends a dry run."""
        self._require("preview")
        self._end(RunState.PREVIEWED, RunPreviewed, outcome, at)

    def hold(self, outcome: Outcome, reason: str, archive_key: str) -> None:
        """Stops before publishing and asks; what was read is kept under `archive_key`."""
        self._require("hold")
        self.outcome = outcome
        self.held_reason = reason
        self.archive_key = archive_key
        self._move(RunState.HELD, RunHeld, reason)

    def approve(self, by: UUID) -> None:
        """A person lets a held run go on: a worker reads the kept archive again and publishes."""
        self._require("approve")
        self.approved_by = by
        self._move(RunState.PUBLISHING, RunApproved)

    def discard(self, at: datetime) -> None:
        """A person says no to a held run."""
        self._require("discard")
        self._end(RunState.CANCELLED, RunCancelled, self.outcome, at, "discarded")

    def supersede(self, by: UUID, at: datetime) -> None:
        """A newer read of the source has answered the question that this held run asked."""
        self._require("discard")
        self._end(RunState.CANCELLED, RunCancelled, self.outcome, at, f"superseded by run {by}")

    def begin_publishing(self) -> None:
        """From here on the run cannot be cancelled."""
        self._require("begin_publishing")
        self._move(RunState.PUBLISHING, RunPublishing)

    def publish(self, outcome: Outcome) -> None:
        """Everything is in the outbox."""
        self._require("publish")
        self.outcome = outcome
        self._move(RunState.PUBLISHED, RunPublished)

    def finish_unchanged(self, outcome: Outcome, at: datetime) -> None:
        """There was nothing to publish, so that there is nothing to wait for."""
        self._require("finish_unchanged")
        self._end(RunState.APPLIED, RunApplied, outcome, at)

    def apply(self, at: datetime) -> None:
        """The catalogue has all of it."""
        self._require("apply")
        self._end(RunState.APPLIED, RunApplied, self.outcome, at)

    def fail(self, error: str, at: datetime, outcome: Outcome = NOTHING) -> None:
        """Nothing has changed, for the reason that `error` gives."""
        self._require("fail")
        self.error = error
        self._end(RunState.FAILED, RunFailed, outcome, at, error)

    def cancel(self, at: datetime) -> None:
        """Stops the run before it publishes anything."""
        self._require("cancel")
        self._end(RunState.CANCELLED, RunCancelled, self.outcome, at)

    def _require(self, move: str) -> None:
        if self.state not in _MOVES[move]:
            allowed = ", ".join(sorted(_MOVES[move]))
            raise RuleBroken(
                f"run_is_{self.state}",
                f"The run is {self.state}; to {move.replace('_', ' ')} it, it would have to be {allowed}.",
            )

    def _move(self, state: RunState, event: type[DomainEvent], reason: str | None = None) -> None:
        before, self.state = self.state, state
        self.record(event(changed={"state": before.value}, reason=reason))

    def _end(
        self, state: RunState, event: type[DomainEvent], outcome: Outcome, at: datetime, reason: str | None = None
    ) -> None:
        self.outcome = outcome
        self.finished_at = at
        self._move(state, event, reason)
