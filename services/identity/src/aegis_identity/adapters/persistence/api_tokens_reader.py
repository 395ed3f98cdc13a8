"""API tokens as they are read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select

from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_identity.adapters.persistence.tables import api_token as table
from aegis_identity.adapters.persistence.tables import user_account as owner
from aegis_identity.application.queries.api_tokens import ApiTokenView
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest

_ROWS = select(
    table.c.id,
    table.c.owner_id,
    owner.c.name.label("owner_name"),
    table.c.name,
    table.c.scopes,
    table.c.hint,
    table.c.created_at,
    table.c.expires_at,
    table.c.last_used_at,
    table.c.revoked_at,
).join(owner, owner.c.id == table.c.owner_id)
_LIST = Listing(
    rows=_ROWS,
    filters={"owner": table.c.owner_id == any_(bindparam("owner", type_=ARRAY(Uuid)))},
    sorts={"name": table.c.name, "created_at": table.c.created_at, "expires_at": table.c.expires_at},
    tie=table.c.id,
).reader()
_ONE = compiled(_ROWS.where(table.c.id == bindparam("id")))


class SqlApiTokensReader:
    """`ApiTokensReader` on PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, request: PageRequest, filters: Mapping[str, Any]) -> Page[ApiTokenView]:
        return await _LIST.page(self._database, request, filters, _view)

    async def one(self, id_: UUID) -> ApiTokenView:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ONE.sql, *_ONE.arguments({"id": id_}))
        if row is None:
            raise NotFound("not_found", "There is no such token.")
        return _view(*row)


def _view(
    id_: UUID,
    owner_id: UUID,
    owner_name: str,
    name: str,
    scopes: Sequence[str],
    hint: str,
    created_at: datetime,
    expires_at: datetime,
    last_used_at: datetime | None,
    revoked_at: datetime | None,
) -> ApiTokenView:
    return ApiTokenView(
        id=id_,
        owner_id=owner_id,
        owner_name=owner_name,
        name=name,
        scopes=list(scopes),
        hint=hint,
        created_at=created_at,
        expires_at=expires_at,
        last_used_at=last_used_at,
        revoked_at=revoked_at,
    )
