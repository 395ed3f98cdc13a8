"""Import runs in PostgreSQL."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.web.streams import Notice, notify
from aegis_contracts.import_runs import IMPORT_RUNS
from aegis_import.adapters.persistence.tables import import_run
from aegis_import.application.ports import LastRead
from aegis_import.application.published import TYPES, state_of
from aegis_import.domain.counts import KindCounts, Outcome
from aegis_import.domain.errors import no_such_run
from aegis_import.domain.run import ImportRun
from aegis_import.domain.words import RunState
from aegis_kernel.errors import Stale
from aegis_kernel.facts import Fact

CHANNEL = "aegis_import_runs"
"""Told of every run that changes: wakes the queue and the streams."""

_LEASE = ("leased_by", "leased_until", "tries", "read_key", "read_by")
RUN_COLUMNS = [column for column in import_run.c if column.name not in _LEASE]
"""What a run is made of; leases and what was read are not."""


class SqlRuns:
    """`Runs` in the open unit of work: what is recorded is published on ``import.runs``."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def get(self, id_: UUID, expected: int | None = None) -> ImportRun:
        """Raises `NotFound`, and `Stale` when its version is not `expected`."""
        row = (await self._uow.connection.execute(select(*RUN_COLUMNS).where(import_run.c.id == id_))).one_or_none()
        if row is None:
            raise no_such_run(id_)
        if expected is not None and row.version != expected:
            raise Stale(row.version)
        return run_of_row(row)

    async def add(self, run: ImportRun, because: Fact[Any] | None = None) -> None:
        """A run that is not there yet."""
        await self._uow.connection.execute(insert(import_run).values(**_row_of(run)))
        await self._publish(run, because)

    async def save(self, run: ImportRun, because: Fact[Any] | None = None) -> None:
        """Raises `Stale` when somebody else has saved it since it was read."""
        changed = await self._uow.connection.execute(
            update(import_run)
            .where(import_run.c.id == run.id, import_run.c.version == run.read_version)
            .values(**_row_of(run))
        )
        if changed.rowcount == 0:
            raise Stale((await self.get(run.id)).version)
        await self._publish(run, because)

    async def of_source_in(self, source_id: UUID, states: Collection[str]) -> Sequence[UUID]:
        """The source's runs in one of `states`, oldest first; dry runs left out."""
        found = await self._uow.connection.scalars(
            select(import_run.c.id)
            .where(
                import_run.c.source_id == source_id,
                import_run.c.state.in_([str(state) for state in states]),
                ~import_run.c.dry_run,
            )
            .order_by(import_run.c.requested_at, import_run.c.id)
        )
        return list(found)

    async def newer_published(self, run: ImportRun) -> bool:
        """Whether a run of the same source that was asked for later has published already, or found nothing new."""
        found = await self._uow.connection.scalar(
            select(import_run.c.id)
            .where(
                import_run.c.source_id == run.source_id,
                import_run.c.requested_at > run.requested_at,
                import_run.c.state.in_([RunState.PUBLISHED.value, RunState.APPLIED.value]),
                ~import_run.c.dry_run,
            )
            .limit(1)
        )
        return found is not None

    async def measured(self, run_id: UUID, measures: Mapping[str, float]) -> None:
        """Notes measures that are known only once the run has been saved: no news to anybody else."""
        await self._uow.connection.execute(
            update(import_run).where(import_run.c.id == run_id).values(measures=dict(measures))
        )

    async def read_of(self, run_id: UUID, read: LastRead) -> None:
        """Notes what the run has read, wholly and without a problem."""
        await self._uow.connection.execute(
            update(import_run).where(import_run.c.id == run_id).values(read_key=read.key, read_by=read.by)
        )

    async def last_read(self, source_id: UUID) -> LastRead | None:
        """What the source's last run that ended well has read. None when there is none, or it had problems."""
        row = (
            await self._uow.connection.execute(
                select(import_run.c.read_key, import_run.c.read_by, import_run.c.release, import_run.c.commit)
                .where(
                    import_run.c.source_id == source_id,
                    import_run.c.state.in_([RunState.PUBLISHED.value, RunState.APPLIED.value]),
                    ~import_run.c.dry_run,
                )
                .order_by(import_run.c.requested_at.desc(), import_run.c.id.desc())
                .limit(1)
            )
        ).one_or_none()
        if row is None or row.read_by is None:
            return None
        return LastRead(key=row.read_key, by=row.read_by, release=row.release, commit=row.commit)

    async def _publish(self, run: ImportRun, because: Fact[Any] | None) -> None:
        state = state_of(run)
        for recorded in run.take_recorded():
            self._uow.publish(
                IMPORT_RUNS,
                key=str(run.id),
                version=recorded.version,
                type_=TYPES[type(recorded.event)],
                state=state,
                changed=recorded.event.changed,
                reason=recorded.event.reason,
                because=because,
            )
        await notify(self._uow.connection, CHANNEL, Notice(event="run", ids={"id": str(run.id)}))


def run_of_row(row: Row[Any]) -> ImportRun:
    """The run in a row of `RUN_COLUMNS`."""
    return ImportRun(
        row.id,
        source_id=row.source_id,
        source_name=row.source_name,
        state=RunState(row.state),
        requested_at=row.requested_at,
        requested_by=row.requested_by,
        dry_run=row.dry_run,
        url=row.url,
        archive_key=row.archive_key,
        file_name=row.file_name,
        started_at=row.started_at,
        finished_at=row.finished_at,
        outcome=Outcome(
            counts={kind: KindCounts(**counts) for kind, counts in row.counts.items()},
            problems=row.problems_count,
            release=row.release,
            commit=row.commit,
            complete=row.complete,
            measures=row.measures,
        ),
        error=row.error,
        held_reason=row.held_reason,
        approved_by=row.approved_by,
        version=row.version,
    )


def _row_of(run: ImportRun) -> dict[str, Any]:
    return {
        "id": run.id,
        "source_id": run.source_id,
        "source_name": run.source_name,
        "state": run.state.value,
        "dry_run": run.dry_run,
        "url": run.url,
        "archive_key": run.archive_key,
        "file_name": run.file_name,
        "requested_by": run.requested_by,
        "requested_at": run.requested_at,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "counts": {kind: asdict(counts) for kind, counts in run.outcome.counts.items()},
        "changes": run.outcome.changes,
        "complete": run.outcome.complete,
        "measures": dict(run.outcome.measures),
        "problems_count": run.outcome.problems,
        "release": run.outcome.release,
        "commit": run.outcome.commit,
        "error": run.error,
        "held_reason": run.held_reason,
        "approved_by": run.approved_by,
        "version": run.version,
    }
