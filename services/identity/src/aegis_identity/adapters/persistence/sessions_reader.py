"""Sessions as they are read."""

from uuid import UUID

from aegis_chassis.database.pool import Database
from aegis_identity.application.queries.sessions import SessionView
from aegis_identity.domain.words import EndReason, SessionKind

_OF = """
select id, kind, created_at, last_used_at, expires_at, address, agent, ended_at, ended_because
from session where user_id = $1 order by created_at desc, id desc limit 100
"""


class SqlSessionsReader:
    """`SessionsReader` on PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, user_id: UUID) -> list[SessionView]:
        async with self._database.raw() as connection:
            rows = await connection.fetch(_OF, user_id)
        return [
            SessionView(
                id=row["id"],
                kind=SessionKind(row["kind"]),
                created_at=row["created_at"],
                last_used_at=row["last_used_at"],
                expires_at=row["expires_at"],
                address=row["address"],
                agent=row["agent"],
                ended_at=row["ended_at"],
                ended_because=EndReason(row["ended_because"]) if row["ended_because"] else None,
            )
            for row in rows
        ]
