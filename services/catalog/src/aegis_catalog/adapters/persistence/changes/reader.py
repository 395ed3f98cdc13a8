"""Changes of the infrastructure, read."""

from typing import Any
from uuid import UUID

from sqlalchemy import Boolean, Text, Uuid, bindparam, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from aegis_catalog.adapters.persistence.changes.tables import infrastructure_change as change
from aegis_catalog.adapters.persistence.columns import INSTANT
from aegis_catalog.adapters.persistence.reading import any_case, applying, pattern
from aegis_catalog.application.infrastructure_changes.queries.changes import ChangeFilters, ChangeView
from aegis_catalog.application.views.content import PersonRef
from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_kernel.paging import Page, PageRequest

_ROWS = select(
    change.c.id,
    change.c.version,
    change.c.title,
    change.c.at,
    change.c.description,
    change.c.tool_ids,
    change.c.platforms,
    change.c.data_component_ids,
    change.c.business_units,
    change.c.reported_by,
    change.c.reported_by_name,
    change.c.reported_at,
    change.c.withdrawn_by,
    change.c.withdrawn_by_name,
    change.c.withdrawn_at,
    change.c.withdrawn_reason,
)
_LIST = Listing(
    rows=_ROWS,
    filters={
        "tool": change.c.tool_ids.overlap(bindparam("tool", type_=ARRAY(Uuid))),
        "platform": any_case(change.c.platforms, "platform"),
        "data_component": change.c.data_component_ids.overlap(bindparam("data_component", type_=ARRAY(Uuid))),
        "business_unit": any_case(change.c.business_units, "business_unit"),
        "since": change.c.at >= bindparam("since", type_=INSTANT),
        "until": change.c.at <= bindparam("until", type_=INSTANT),
        "withdrawn": change.c.withdrawn_at.is_not(None) == bindparam("withdrawn", type_=Boolean),
        "q": or_(
            change.c.title.ilike(bindparam("q", type_=Text)), change.c.description.ilike(bindparam("q", type_=Text))
        ),
    },
    sorts={"at": change.c.at, "reported_at": change.c.reported_at, "title": change.c.title},
    tie=change.c.id,
).reader()
_ONE = compiled(_ROWS.where(change.c.id == bindparam("change_id")))


class SqlChangeReader:
    """`ChangeReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, filters: ChangeFilters, request: PageRequest) -> Page[ChangeView]:
        given = applying(
            tool=list(filters.tool),
            platform=[word.lower() for word in filters.platform],
            data_component=list(filters.data_component),
            business_unit=[word.lower() for word in filters.business_unit],
            since=filters.since,
            until=filters.until,
            q=pattern(filters.q),
        )
        if filters.withdrawn is not None:
            given["withdrawn"] = filters.withdrawn
        return await _LIST.page(self._database, request, given, _view)

    async def one(self, change_id: UUID) -> ChangeView | None:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ONE.sql, *_ONE.arguments({"change_id": change_id}))
        return None if row is None else _view(*row)


def _view(*columns: Any) -> ChangeView:
    told, (by, by_name, at, gone_by, gone_name, gone_at, why) = columns[:9], columns[9:]
    gone = None if gone_by is None else PersonRef(gone_by, gone_name)
    values = (*told, PersonRef(by, by_name), at, gone, gone_at, why)
    return ChangeView(*values)
