"""Data components read."""

from typing import Any

from sqlalchemy import exists, func, select

from aegis_catalog.adapters.persistence.data_components.tables import data_component
from aegis_catalog.adapters.persistence.finding import named, naming, require_owner
from aegis_catalog.adapters.persistence.reading import (
    applying,
    content_columns,
    content_filters,
    content_values,
    names_one,
    references,
)
from aegis_catalog.adapters.persistence.techniques.below import technique_of, techniques_below
from aegis_catalog.adapters.persistence.techniques.tables import technique, technique_component
from aegis_catalog.application.data_components.queries.data_components import (
    DataComponentCounts,
    DataComponentFilters,
    DataComponentRow,
)
from aegis_catalog.application.views.techniques import TechniqueOf
from aegis_catalog.domain.content import State
from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_kernel.paging import Page, PageRequest

_links = technique_component.join(technique, technique.c.id == technique_component.c.technique_id)
COMPONENT_ROWS = select(
    *content_columns(data_component),
    data_component.c.description,
    select(func.count())
    .select_from(_links)
    .where(technique_component.c.component_id == data_component.c.id, technique.c.state == "active")
    .scalar_subquery()
    .label("techniques"),
)
COMPONENT_SORTS = {"name": data_component.c.name, "attack_id": data_component.c.attack_id}
_LIST = Listing(
    rows=COMPONENT_ROWS,
    filters={
        **content_filters(data_component),
        "technique": exists(
            select(1)
            .select_from(_links)
            .where(technique_component.c.component_id == data_component.c.id, names_one(technique, "technique"))
        ),
    },
    sorts=COMPONENT_SORTS,
    tie=data_component.c.id,
).reader()
_ONE = compiled(COMPONENT_ROWS.where(data_component.c.id == named(data_component)))
_TECHNIQUES = techniques_below(technique_component, technique_component.c.component_id == named(data_component))


class SqlDataComponentReader:
    """`DataComponentReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, filters: DataComponentFilters, request: PageRequest) -> Page[DataComponentRow]:
        given = content_values(filters) | applying(technique=references(filters.technique))
        return await _LIST.page(self._database, request, given, component_row)

    async def one(self, reference: str) -> DataComponentRow | None:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ONE.sql, *_ONE.arguments(naming(reference)))
        return None if row is None else component_row(*row)

    async def techniques(self, reference: str, states: tuple[State, ...], request: PageRequest) -> Page[TechniqueOf]:
        given = applying(state=list(states))
        found = await _TECHNIQUES.page(self._database, request, given, technique_of, bound=naming(reference))
        await require_owner(found, self._database, "data_component", "data component", reference)
        return found


def component_row(*columns: Any) -> DataComponentRow:
    """An item of the list from a row's columns."""
    values = (*columns[:14], DataComponentCounts(columns[14]))
    return DataComponentRow(*values)
