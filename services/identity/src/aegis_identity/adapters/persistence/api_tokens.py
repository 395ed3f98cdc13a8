"""API tokens on PostgreSQL."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Row, func, insert, select, update

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_identity.adapters.persistence.tables import api_token as table
from aegis_identity.adapters.persistence.tables import user_account
from aegis_identity.domain.api_token import ApiToken
from aegis_kernel.errors import NotFound


class SqlApiTokens:
    """The table `api_token`."""

    def __init__(self, unit: SqlUnitOfWork) -> None:
        self._unit = unit

    async def add(self, token: ApiToken, digest: bytes) -> None:
        await self._unit.connection.execute(
            insert(table).values(
                id=token.id,
                digest=digest,
                owner_id=token.owner_id,
                name=token.name,
                scopes=sorted(token.scopes),
                hint=token.hint,
                created_at=token.created_at,
                created_by=token.created_by,
                expires_at=token.expires_at,
            )
        )

    async def get(self, id_: UUID) -> ApiToken:
        query = select(table).where(table.c.id == id_).with_for_update()
        row = (await self._unit.connection.execute(query)).one_or_none()
        if row is None:
            raise NotFound("not_found", "There is no such token.")
        return _token(row)

    async def by_secret(self, digest: bytes) -> ApiToken | None:
        row = (await self._unit.connection.execute(select(table).where(table.c.digest == digest))).one_or_none()
        return _token(row) if row is not None else None

    async def save(self, token: ApiToken) -> None:
        change = update(table).where(table.c.id == token.id).values(revoked_at=token.revoked_at)
        await self._unit.connection.execute(change)

    async def used(self, id_: UUID, now: datetime) -> None:
        await self._unit.connection.execute(update(table).where(table.c.id == id_).values(last_used_at=now))

    async def alive_of(self, owner_id: UUID, now: datetime) -> int:
        owner = select(user_account.c.id).where(user_account.c.id == owner_id).with_for_update()
        await self._unit.connection.execute(owner)
        alive = select(func.count()).where(
            table.c.owner_id == owner_id, table.c.revoked_at.is_(None), table.c.expires_at > now
        )
        return int(await self._unit.connection.scalar(alive) or 0)


def _token(row: Row[tuple[object, ...]]) -> ApiToken:
    return ApiToken(
        id=row.id,
        owner_id=row.owner_id,
        name=row.name,
        scopes=frozenset(row.scopes),
        hint=row.hint,
        created_at=row.created_at,
        created_by=row.created_by,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
        revoked_at=row.revoked_at,
    )
