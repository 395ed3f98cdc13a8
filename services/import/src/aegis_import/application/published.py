"""What the suite is told of a run: its public state, and which event is called what."""

from aegis_contracts.import_runs import Counts, ImportRunState
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
from aegis_import.domain.run import ImportRun
from aegis_import.domain.words import RunState
from aegis_kernel.aggregate import DomainEvent

TYPES: dict[type[DomainEvent], str] = {
    RunQueued: "ImportRunQueued",
    RunStarted: "ImportRunStarted",
    RunPreviewed: "ImportRunPreviewed",
    RunHeld: "ImportRunHeld",
    RunApproved: "ImportRunApproved",
    RunPublishing: "ImportRunPublishing",
    RunPublished: "ImportRunPublished",
    RunApplied: "ImportRunApplied",
    RunFailed: "ImportRunFailed",
    RunCancelled: "ImportRunCancelled",
}

TYPE_OF_STATE: dict[RunState, str] = {
    RunState.QUEUED: "ImportRunQueued",
    RunState.READING: "ImportRunStarted",
    RunState.PREVIEWED: "ImportRunPreviewed",
    RunState.HELD: "ImportRunHeld",
    RunState.PUBLISHING: "ImportRunPublishing",
    RunState.PUBLISHED: "ImportRunPublished",
    RunState.APPLIED: "ImportRunApplied",
    RunState.FAILED: "ImportRunFailed",
    RunState.CANCELLED: "ImportRunCancelled",
}
"""Which event last brought a run to its state, as far as the state says."""


def counts_of(run: ImportRun) -> dict[str, Counts]:
    """The run's counts by kind, on the wire."""
    return {
        kind: Counts(
            read=one.read,
            new=one.new,
            changed=one.changed,
            unchanged=one.unchanged,
            withdrawn=one.withdrawn,
            skipped=one.skipped,
        )
        for kind, one in run.outcome.counts.items()
    }


def state_of(run: ImportRun) -> ImportRunState:
    """The run's public state. URLs and file names are not in it: they can hold secrets."""
    return ImportRunState(
        id=run.id,
        source_id=run.source_id,
        source_name=run.source_name,
        state=run.state.value,
        dry_run=run.dry_run,
        counts=counts_of(run),
        problems_count=run.outcome.problems,
        release=run.outcome.release,
        commit=run.outcome.commit,
        error=run.error,
        requested_by=run.requested_by,
        requested_at=run.requested_at,
        started_at=run.started_at,
        finished_at=run.finished_at,
    )
