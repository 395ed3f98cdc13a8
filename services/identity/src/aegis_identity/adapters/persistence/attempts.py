"""Failed sign-ins on PostgreSQL."""

from datetime import datetime

from sqlalchemy import delete, select, text
from sqlalchemy.dialects.postgresql import insert

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_identity.adapters.persistence.tables import sign_in_attempt as table
from aegis_identity.domain.attempts import Attempts

_LOCK = text("select pg_advisory_xact_lock(:subject)")


class SqlSignInAttempts:
    """The table `sign_in_attempt`."""

    def __init__(self, unit: SqlUnitOfWork) -> None:
        self._unit = unit

    async def of(self, subject: bytes) -> Attempts:
        # A lock by number, since there is no row to hold before the first failure.
        number = int.from_bytes(subject[:8], "big", signed=True)
        await self._unit.connection.execute(_LOCK, {"subject": number})
        row = (await self._unit.connection.execute(select(table).where(table.c.subject == subject))).one_or_none()
        if row is None:
            return Attempts()
        return Attempts(failures=row.failures, last_failed_at=row.last_failed_at, locked_until=row.locked_until)

    async def keep(self, subject: bytes, attempts: Attempts) -> None:
        values = {
            "failures": attempts.failures,
            "last_failed_at": attempts.last_failed_at,
            "locked_until": attempts.locked_until,
        }
        row = insert(table).values(subject=subject, **values)
        await self._unit.connection.execute(row.on_conflict_do_update(index_elements=["subject"], set_=values))

    async def forget(self, subject: bytes) -> None:
        await self._unit.connection.execute(delete(table).where(table.c.subject == subject))

    async def purge(self, before: datetime) -> int:
        old = delete(table).where(table.c.last_failed_at < before)
        return int((await self._unit.connection.execute(old)).rowcount)
