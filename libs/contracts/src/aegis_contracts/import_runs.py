"""Topic ``aegis.import.runs``: what became of each import run."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.words import RunState
from aegis_kernel.facts import Topic, TopicSpec


class Counts(Struct, frozen=True, kw_only=True):
    """Entries of one kind in one run. `skipped` are bad entries; what they gave before stays."""

    read: int = 0
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    withdrawn: int = 0
    skipped: int = 0


class ImportRunState(Struct, frozen=True, kw_only=True):
    """`release` is upstream's version, `commit` the archive's; `error` says why a run failed."""

    id: UUID
    source_id: UUID
    source_name: str
    state: RunState
    dry_run: bool = False
    counts: dict[str, Counts] = {}
    problems_count: int = 0
    release: str | None = None
    commit: str | None = None
    error: str | None = None
    requested_by: UUID | None = None
    requested_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None


IMPORT_RUNS = Topic(
    spec=TopicSpec(name="aegis.import.runs", retention_seconds=90 * 86_400),
    owner="import",
    state=ImportRunState,
    types={
        "ImportRunQueued": "aegis.import.run.queued.v1",
        "ImportRunStarted": "aegis.import.run.started.v1",
        "ImportRunPreviewed": "aegis.import.run.previewed.v1",
        "ImportRunHeld": "aegis.import.run.held.v1",
        "ImportRunApproved": "aegis.import.run.approved.v1",
        "ImportRunPublishing": "aegis.import.run.publishing.v1",
        "ImportRunPublished": "aegis.import.run.finished.v1",
        "ImportRunApplied": "aegis.import.run.applied.v1",
        "ImportRunFailed": "aegis.import.run.failed.v1",
        "ImportRunCancelled": "aegis.import.run.cancelled.v1",
    },
    heard_by=("reporting",),
)
