"""Defence tools read."""

from uuid import UUID

from sqlalchemy import Date, Text, any_, bindparam, func, or_, select

from aegis_catalog.adapters.persistence.organisation.tables import tool
from aegis_catalog.adapters.persistence.reading import any_case, applying, pattern, words
from aegis_catalog.application.organisation.queries.tools import ToolFilters, ToolView
from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_kernel.paging import Page, PageRequest

_ROWS = select(
    tool.c.id,
    tool.c.version,
    tool.c.name,
    tool.c.kind,
    tool.c.platforms,
    tool.c.owner,
    tool.c.active_from,
    tool.c.active_to,
)
_day = bindparam("active_on", type_=Date)
_since, _until = func.coalesce(tool.c.active_from, _day), func.coalesce(tool.c.active_to, _day)
_LIST = Listing(
    rows=_ROWS,
    filters={
        "kind": tool.c.kind == any_(words("kind")),
        "platform": or_(func.cardinality(tool.c.platforms) == 0, any_case(tool.c.platforms, "platform")),
        "active_on": (func.coalesce(tool.c.active_from, _day) <= _day)
        & (func.coalesce(tool.c.active_to, _day) >= _day),
        "q": tool.c.name.ilike(bindparam("q", type_=Text)),
    },
    sorts={"name": tool.c.name, "type": tool.c.kind},
    tie=tool.c.id,
).reader()
_ONE = compiled(_ROWS.where(tool.c.id == bindparam("tool_id")))


class SqlToolReader:
    """`ToolReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, filters: ToolFilters, request: PageRequest) -> Page[ToolView]:
        given = applying(
            kind=list(filters.kind),
            platform=[word.lower() for word in filters.platform],
            active_on=filters.active_on,
            q=pattern(filters.q),
        )
        return await _LIST.page(self._database, request, given, ToolView)

    async def one(self, tool_id: UUID) -> ToolView | None:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ONE.sql, *_ONE.arguments({"tool_id": tool_id}))
        return None if row is None else ToolView(*row)
