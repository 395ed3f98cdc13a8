"""Teams and fields of our own, read."""

from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Text, bindparam, select

from aegis_catalog.adapters.persistence.organisation.tables import custom_field, team
from aegis_catalog.adapters.persistence.reading import pattern
from aegis_catalog.application.organisation.queries.custom_fields import CustomFieldView, FieldFilters
from aegis_catalog.application.organisation.queries.teams import TeamFilters, TeamView
from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_kernel.paging import Page, PageRequest

_TEAMS = select(team.c.id, team.c.version, team.c.name, team.c.retired)
_FIELDS = select(
    custom_field.c.id,
    custom_field.c.version,
    custom_field.c.name,
    custom_field.c.type,
    custom_field.c.choices,
    custom_field.c.retired,
)
_TEAM_LIST = Listing(
    rows=_TEAMS,
    filters={
        "retired": team.c.retired == bindparam("retired", type_=Boolean),
        "q": team.c.name.ilike(bindparam("q", type_=Text)),
    },
    sorts={"name": team.c.name},
    tie=team.c.id,
).reader()
_FIELD_LIST = Listing(
    rows=_FIELDS,
    filters={
        "retired": custom_field.c.retired == bindparam("retired", type_=Boolean),
        "q": custom_field.c.name.ilike(bindparam("q", type_=Text)),
    },
    sorts={"name": custom_field.c.name},
    tie=custom_field.c.id,
).reader()
_ONE_TEAM = compiled(_TEAMS.where(team.c.id == bindparam("id")))
_ONE_FIELD = compiled(_FIELDS.where(custom_field.c.id == bindparam("id")))


class SqlTeamReader:
    """`TeamReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, filters: TeamFilters, request: PageRequest) -> Page[TeamView]:
        return await _TEAM_LIST.page(self._database, request, given_of(filters), TeamView)

    async def one(self, team_id: UUID) -> TeamView | None:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ONE_TEAM.sql, *_ONE_TEAM.arguments({"id": team_id}))
        return None if row is None else TeamView(*row)


class SqlCustomFieldReader:
    """`CustomFieldReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, filters: FieldFilters, request: PageRequest) -> Page[CustomFieldView]:
        return await _FIELD_LIST.page(self._database, request, given_of(filters), CustomFieldView)

    async def one(self, field_id: UUID) -> CustomFieldView | None:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ONE_FIELD.sql, *_ONE_FIELD.arguments({"id": field_id}))
        return None if row is None else CustomFieldView(*row)


def given_of(filters: TeamFilters) -> dict[str, Any]:
    """The filters that say anything."""
    given: dict[str, Any] = {} if filters.retired is None else {"retired": filters.retired}
    return given | ({"q": pattern(filters.q)} if pattern(filters.q) else {})
