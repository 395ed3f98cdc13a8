"""Tags read."""

from uuid import UUID

from sqlalchemy import Boolean, Text, Uuid, bindparam, exists, func, select

from aegis_catalog.adapters.persistence.reading import applying, names_one, pattern, references
from aegis_catalog.adapters.persistence.tags.tables import tag, tag_technique
from aegis_catalog.adapters.persistence.techniques.below import technique_of, techniques_below
from aegis_catalog.adapters.persistence.techniques.tables import technique
from aegis_catalog.application.tags.queries.tags import TagFilters, TagView
from aegis_catalog.application.views.techniques import TechniqueOf
from aegis_catalog.domain.content import State
from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_kernel.paging import Page, PageRequest

_CARRYING = (
    select(func.count(tag_technique.c.leads_to.distinct())).where(tag_technique.c.tag_id == tag.c.id).scalar_subquery()
)
_ROWS = select(tag.c.id, tag.c.version, tag.c.name, tag.c.retired, _CARRYING.label("techniques"))
_LIST = Listing(
    rows=_ROWS,
    filters={
        "retired": tag.c.retired == bindparam("retired", type_=Boolean),
        "technique": exists(
            select(1)
            .select_from(tag_technique.join(technique, technique.c.id == tag_technique.c.leads_to))
            .where(tag_technique.c.tag_id == tag.c.id, names_one(technique, "technique"))
        ),
        "q": tag.c.name.ilike(bindparam("q", type_=Text)),
    },
    sorts={"name": tag.c.name},
    tie=tag.c.id,
).reader()
_ONE = compiled(_ROWS.where(tag.c.id == bindparam("tag_id")))
_carried = select(tag_technique.c.tag_id, tag_technique.c.leads_to.label("technique_id")).distinct().subquery("carried")
_TECHNIQUES = techniques_below(_carried, _carried.c.tag_id == bindparam("tag_id", type_=Uuid))


class SqlTagReader:
    """`TagReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, filters: TagFilters, request: PageRequest) -> Page[TagView]:
        given = applying(technique=references(filters.technique), q=pattern(filters.q))
        if filters.retired is not None:
            given["retired"] = filters.retired
        return await _LIST.page(self._database, request, given, TagView)

    async def one(self, tag_id: UUID) -> TagView | None:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ONE.sql, *_ONE.arguments({"tag_id": tag_id}))
        return None if row is None else TagView(*row)

    async def techniques(self, tag_id: UUID, states: tuple[State, ...], request: PageRequest) -> Page[TechniqueOf]:
        given = applying(state=list(states))
        return await _TECHNIQUES.page(self._database, request, given, technique_of, bound={"tag_id": tag_id})
