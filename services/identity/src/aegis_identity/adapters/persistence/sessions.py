"""Sessions on PostgreSQL: one row each, and one a secret."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, delete, insert, or_, select, update

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_identity.adapters.persistence.tables import session as table
from aegis_identity.adapters.persistence.tables import session_secret as secrets
from aegis_identity.application.ports import FoundSession
from aegis_identity.domain.session import Session
from aegis_identity.domain.words import EndReason, SessionKind
from aegis_kernel.errors import NotFound


class SqlSessions:
    """The tables `session` and `session_secret`."""

    def __init__(self, unit: SqlUnitOfWork) -> None:
        self._unit = unit

    async def add(self, session: Session, secret: bytes) -> None:
        await self._unit.connection.execute(insert(table).values(id=session.id, **_values(session)))
        await self._add_secret(session.id, secret)

    async def by_secret(self, secret: bytes) -> FoundSession | None:
        query = (
            select(table, secrets.c.spent)
            .join(secrets, secrets.c.session_id == table.c.id)
            .where(secrets.c.digest == secret)
            .with_for_update()
        )
        row = (await self._unit.connection.execute(query)).one_or_none()
        return FoundSession(_session(row), row.spent) if row is not None else None

    async def get(self, id_: UUID) -> Session:
        query = select(table).where(table.c.id == id_).with_for_update()
        row = (await self._unit.connection.execute(query)).one_or_none()
        if row is None:
            raise NotFound("not_found", "There is no such session.")
        return _session(row)

    async def save(self, session: Session) -> None:
        change = update(table).where(table.c.id == session.id).values(**_values(session))
        await self._unit.connection.execute(change)

    async def rotate(self, session: Session, spent: bytes, fresh: bytes) -> None:
        await self._unit.connection.execute(update(secrets).where(secrets.c.digest == spent).values(spent=True))
        await self._add_secret(session.id, fresh)

    async def end_all(self, user_id: UUID, now: datetime, because: EndReason, *, but: UUID | None = None) -> int:
        ending = update(table).where(table.c.user_id == user_id, table.c.ended_at.is_(None))
        if but is not None:
            ending = ending.where(table.c.id != but)
        done = await self._unit.connection.execute(ending.values(ended_at=now, ended_because=because))
        return int(done.rowcount)

    async def purge(self, before: datetime) -> int:
        old = delete(table).where(or_(table.c.ended_at < before, table.c.expires_at < before))
        return int((await self._unit.connection.execute(old)).rowcount)

    async def _add_secret(self, session_id: UUID, digest: bytes) -> None:
        row = insert(secrets).values(digest=digest, session_id=session_id, spent=False)
        await self._unit.connection.execute(row)


def _values(session: Session) -> dict[str, object]:
    return {
        "user_id": session.user_id,
        "kind": session.kind,
        "created_at": session.created_at,
        "last_used_at": session.last_used_at,
        "expires_at": session.expires_at,
        "address": session.address,
        "agent": session.agent,
        "ended_at": session.ended_at,
        "ended_because": session.ended_because,
    }


def _session(row: Row[tuple[object, ...]]) -> Session:
    return Session(
        id=row.id,
        user_id=row.user_id,
        kind=SessionKind(row.kind),
        created_at=row.created_at,
        last_used_at=row.last_used_at,
        expires_at=row.expires_at,
        address=row.address,
        agent=row.agent,
        ended_at=row.ended_at,
        ended_because=EndReason(row.ended_because) if row.ended_because else None,
    )
