"""Malware and tools read."""

from typing import Any

from sqlalchemy import Text, any_, cast, exists, func, select

from aegis_catalog.adapters.persistence.actors.tables import actor, actor_software
from aegis_catalog.adapters.persistence.content.tables import publication
from aegis_catalog.adapters.persistence.finding import named, naming, require_owner
from aegis_catalog.adapters.persistence.reading import (
    any_case,
    applying,
    content_columns,
    content_filters,
    content_values,
    names_one,
    references,
    words,
)
from aegis_catalog.adapters.persistence.software.tables import software, software_use
from aegis_catalog.adapters.persistence.techniques.below import technique_of, techniques_below
from aegis_catalog.adapters.persistence.techniques.tables import technique
from aegis_catalog.application.software.queries.software import (
    SoftwareCounts,
    SoftwareDetail,
    SoftwareFilters,
    SoftwareRow,
)
from aegis_catalog.application.views.techniques import TechniqueOf
from aegis_catalog.domain.content import State
from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_contracts.catalog_software import CATALOG_SOFTWARE
from aegis_kernel.paging import Page, PageRequest

_techniques = software_use.join(technique, technique.c.id == software_use.c.technique_id)
_actors = actor_software.join(actor, actor.c.id == actor_software.c.actor_id)
_COLUMNS = (
    *content_columns(software),
    software.c.type,
    software.c.aliases,
    software.c.platforms,
    select(func.count())
    .select_from(_techniques)
    .where(software_use.c.software_id == software.c.id, technique.c.state == "active")
    .scalar_subquery()
    .label("techniques"),
    select(func.count())
    .select_from(_actors)
    .where(actor_software.c.software_id == software.c.id, actor.c.state == "active")
    .scalar_subquery()
    .label("actors"),
)
_LIST = Listing(
    rows=select(*_COLUMNS),
    filters={
        **content_filters(software, aliases=True),
        "type": software.c.type == any_(words("type")),
        "platform": any_case(software.c.platforms, "platform"),
        "technique": exists(
            select(1)
            .select_from(_techniques)
            .where(software_use.c.software_id == software.c.id, names_one(technique, "technique"))
        ),
        "actor": exists(
            select(1)
            .select_from(_actors)
            .where(actor_software.c.software_id == software.c.id, names_one(actor, "actor"))
        ),
    },
    sorts={"attack_id": software.c.attack_id, "name": software.c.name},
    tie=software.c.id,
).reader()
_published = (publication.c.topic == CATALOG_SOFTWARE.name) & (publication.c.key == cast(software.c.id, Text))
_ONE = compiled(
    select(*_COLUMNS, func.coalesce(publication.c.version, 0), software.c.description)
    .select_from(software.outerjoin(publication, _published))
    .where(software.c.id == named(software))
)
_TECHNIQUES = techniques_below(software_use, software_use.c.software_id == named(software))


class SqlSoftwareReader:
    """`SoftwareReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, filters: SoftwareFilters, request: PageRequest) -> Page[SoftwareRow]:
        given = content_values(filters) | applying(
            type=list(filters.type),
            platform=[word.lower() for word in filters.platform],
            technique=references(filters.technique),
            actor=references(filters.actor),
        )
        return await _LIST.page(self._database, request, given, _row)

    async def one(self, reference: str) -> SoftwareDetail | None:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ONE.sql, *_ONE.arguments(naming(reference)))
        return None if row is None else _detail(*row)

    async def techniques(self, reference: str, states: tuple[State, ...], request: PageRequest) -> Page[TechniqueOf]:
        given = applying(state=list(states))
        found = await _TECHNIQUES.page(self._database, request, given, technique_of, bound=naming(reference))
        await require_owner(found, self._database, "software", "software", reference)
        return found


def _row(*columns: Any) -> SoftwareRow:
    values = (*columns[:16], SoftwareCounts(columns[16], columns[17]))
    return SoftwareRow(*values)


def _detail(*columns: Any) -> SoftwareDetail:
    values = (*columns[:16], SoftwareCounts(columns[16], columns[17]), *columns[18:])
    return SoftwareDetail(*values)
