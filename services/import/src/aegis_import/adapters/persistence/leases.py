"""Which worker has which run in hand."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, text, update

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_import.adapters.persistence.tables import import_run
from aegis_import.domain.words import RunState

# One taker at a time, so that two cannot take two runs of one source between each other's looks. A run is free when
# its worker's lease has ended; its source is free when no other run of it is in hand.
_ONE_AT_A_TIME = text("select pg_advisory_xact_lock(hashtext('aegis.import.take'))")
_TAKE = text(
    """
    update import_run set leased_by = :owner, leased_until = :until, tries = tries + 1
    where id = (
        select run.id from import_run run
        where run.state in ('queued', 'reading', 'publishing')
          and (run.leased_until is null or run.leased_until < :now)
          and not exists (
              select from import_run other
              where other.source_id = run.source_id and other.id <> run.id
                and other.state in ('reading', 'publishing')
                and (run.state = 'queued' or other.leased_until >= :now)
          )
        order by run.state = 'queued', run.requested_at, run.id
        limit 1
        for update skip locked
    )
    returning id, tries
    """
)
_RENEW = text(
    """
    update import_run set leased_until = :until
    where id = :id and leased_by = :owner and state in ('queued', 'reading', 'publishing')
    """
)


class SqlLeases:
    """`Leases` in the open unit of work."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def take(self, owner: str, *, now: datetime, until: datetime) -> tuple[UUID, int] | None:
        """The oldest run that waits, those in hand of a lost worker first, and how often it has been taken."""
        await self._uow.connection.execute(_ONE_AT_A_TIME)
        row = (await self._uow.connection.execute(_TAKE, {"owner": owner, "now": now, "until": until})).one_or_none()
        return None if row is None else (row.id, row.tries)

    async def renew(self, run_id: UUID, owner: str, *, until: datetime) -> bool:
        """False when the run is no longer this owner's, or no longer to be worked on."""
        changed = await self._uow.connection.execute(_RENEW, {"id": run_id, "owner": owner, "until": until})
        return changed.rowcount == 1

    async def release(self, run_id: UUID, owner: str) -> None:
        """Lets another worker take it at once. Its tries begin anew: its worker was not lost."""
        await self._uow.connection.execute(
            update(import_run)
            .where(import_run.c.id == run_id, import_run.c.leased_by == owner)
            .values(leased_by=None, leased_until=None, tries=0)
        )


class SqlEnded:
    """`Ended` in the open unit of work."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def with_archives(self, limit: int, *, previewed_before: datetime) -> Sequence[tuple[UUID, str]]:
        """Runs that are over, and the keys of their archives; of dry runs those that ended before an instant."""
        rows = await self._uow.connection.execute(
            select(import_run.c.id, import_run.c.archive_key)
            .where(
                import_run.c.archive_key.is_not(None),
                import_run.c.finished_at.is_not(None),
                or_(import_run.c.state != RunState.PREVIEWED.value, import_run.c.finished_at < previewed_before),
            )
            .limit(limit)
        )
        return [(row.id, row.archive_key) for row in rows]

    async def forget_archive(self, run_id: UUID) -> None:
        """The archive is gone."""
        await self._uow.connection.execute(update(import_run).where(import_run.c.id == run_id).values(archive_key=None))
