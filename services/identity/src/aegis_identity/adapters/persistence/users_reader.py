"""Users as they are read."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, Text, any_, bindparam, or_, select

from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_chassis.web.known_users import Standing
from aegis_identity.adapters.persistence.tables import user_account as table
from aegis_identity.application.queries.users import UserView
from aegis_identity.domain.words import UserKind
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Role

_ROWS = select(
    table.c.id,
    table.c.kind,
    table.c.name,
    table.c.roles,
    table.c.teams,
    table.c.active,
    table.c.created_at,
    table.c.version,
    table.c.email,
    table.c.last_signed_in_at,
    table.c.password_digest.is_not(None).label("has_password"),
    table.c.must_change_password,
)
_TEXTS = ARRAY(Text)
_LIST = Listing(
    rows=_ROWS,
    filters={
        "role": table.c.roles.overlap(bindparam("role", type_=_TEXTS)),
        "team": table.c.teams.overlap(bindparam("team", type_=_TEXTS)),
        "active": table.c.active == bindparam("active", type_=Boolean),
        "kind": table.c.kind == any_(bindparam("kind", type_=_TEXTS)),
        "q": table.c.name.icontains(bindparam("q", type_=Text)),
        "q_all": or_(
            table.c.name.icontains(bindparam("q_all", type_=Text)),
            table.c.email.icontains(bindparam("q_all", type_=Text)),
        ),
    },
    sorts={"name": table.c.name, "email": table.c.email, "created_at": table.c.created_at},
    tie=table.c.id,
).reader()
_ONE = compiled(_ROWS.where(table.c.id == bindparam("id")))
_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_STANDING = """
select active and not exists (select from session where id = $2 and ended_at is not null) as active, tokens_valid_from
from user_account where id = $1
"""


class SqlUsersReader:
    """`UsersReader` on PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, request: PageRequest, filters: Mapping[str, Any]) -> Page[UserView]:
        return await _LIST.page(self._database, request, filters, _view)

    async def one(self, id_: UUID) -> UserView:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ONE.sql, *_ONE.arguments({"id": id_}))
        if row is None:
            raise NotFound("not_found", "There is no such user.")
        return _view(*row)


class OwnUsers:
    """How users stand, for identity's own authentication (`KnownUsers`): the table itself, not a replica of it, and
    nothing kept, so that a change counts at once. A token of a session that has ended does not count here, while other
    services take it until it expires."""

    def __init__(self, database: Callable[[], Awaitable[Database]]) -> None:
        self._database = database

    async def standing(self, user_id: UUID, session_id: str | None) -> Standing | None:
        database = await self._database()
        async with database.raw() as connection:
            row = await connection.fetchrow(_STANDING, user_id, UUID(session_id) if session_id else None)
        if row is None:
            return Standing(active=False, tokens_valid_from=_NEVER)
        return Standing(row["active"], row["tokens_valid_from"])


def _view(
    id_: UUID,
    kind: str,
    name: str,
    roles: Sequence[str],
    teams: Sequence[str],
    active: bool,
    created_at: datetime,
    version: int,
    email: str,
    last_signed_in_at: datetime | None,
    has_password: bool,
    must_change_password: bool,
) -> UserView:
    return UserView(
        id=id_,
        kind=UserKind(kind),
        name=name,
        roles=[Role(role) for role in roles],
        teams=list(teams),
        active=active,
        created_at=created_at,
        version=version,
        email=email,
        last_signed_in_at=last_signed_in_at,
        has_password=has_password,
        must_change_password=must_change_password,
    )
