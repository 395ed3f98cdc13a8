"""One-time links on PostgreSQL."""

from datetime import datetime

from sqlalchemy import delete, insert

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_identity.adapters.persistence.tables import password_reset as table
from aegis_identity.application.ports import Reset


class SqlResets:
    """The table `password_reset`: a link that was used is gone."""

    def __init__(self, unit: SqlUnitOfWork) -> None:
        self._unit = unit

    async def add(self, digest: bytes, reset: Reset) -> None:
        await self._unit.connection.execute(delete(table).where(table.c.user_id == reset.user_id))
        await self._unit.connection.execute(
            insert(table).values(
                digest=digest,
                user_id=reset.user_id,
                made_by=reset.made_by,
                made_at=reset.made_at,
                expires_at=reset.expires_at,
            )
        )

    async def take(self, digest: bytes) -> Reset | None:
        taking = delete(table).where(table.c.digest == digest).returning(table)
        row = (await self._unit.connection.execute(taking)).one_or_none()
        if row is None:
            return None
        return Reset(user_id=row.user_id, made_by=row.made_by, made_at=row.made_at, expires_at=row.expires_at)

    async def purge(self, before: datetime) -> int:
        return int((await self._unit.connection.execute(delete(table).where(table.c.expires_at < before))).rowcount)
