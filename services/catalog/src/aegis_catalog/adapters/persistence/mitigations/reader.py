"""Mitigations read."""

from typing import Any

from sqlalchemy import exists, func, select

from aegis_catalog.adapters.persistence.finding import named, naming, require_owner
from aegis_catalog.adapters.persistence.mitigations.tables import mitigation
from aegis_catalog.adapters.persistence.reading import (
    applying,
    content_columns,
    content_filters,
    content_values,
    names_one,
    references,
)
from aegis_catalog.adapters.persistence.techniques.below import technique_values_of, techniques_below
from aegis_catalog.adapters.persistence.techniques.tables import technique, technique_mitigation
from aegis_catalog.application.mitigations.queries.mitigations import (
    MitigationCounts,
    MitigationFilters,
    MitigationRow,
)
from aegis_catalog.application.views.techniques import MitigatedTechnique
from aegis_catalog.domain.content import State
from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_kernel.paging import Page, PageRequest

_links = technique_mitigation.join(technique, technique.c.id == technique_mitigation.c.technique_id)
_ROWS = select(
    *content_columns(mitigation),
    mitigation.c.description,
    select(func.count())
    .select_from(_links)
    .where(technique_mitigation.c.mitigation_id == mitigation.c.id, technique.c.state == "active")
    .scalar_subquery()
    .label("techniques"),
)
_LIST = Listing(
    rows=_ROWS,
    filters={
        **content_filters(mitigation),
        "technique": exists(
            select(1)
            .select_from(_links)
            .where(technique_mitigation.c.mitigation_id == mitigation.c.id, names_one(technique, "technique"))
        ),
    },
    sorts={"attack_id": mitigation.c.attack_id, "name": mitigation.c.name},
    tie=mitigation.c.id,
).reader()
_ONE = compiled(_ROWS.where(mitigation.c.id == named(mitigation)))
_TECHNIQUES = techniques_below(
    technique_mitigation,
    technique_mitigation.c.mitigation_id == named(mitigation),
    technique_mitigation.c.description,
)


class SqlMitigationReader:
    """`MitigationReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, filters: MitigationFilters, request: PageRequest) -> Page[MitigationRow]:
        given = content_values(filters) | applying(technique=references(filters.technique))
        return await _LIST.page(self._database, request, given, _row)

    async def one(self, reference: str) -> MitigationRow | None:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ONE.sql, *_ONE.arguments(naming(reference)))
        return None if row is None else _row(*row)

    async def techniques(
        self, reference: str, states: tuple[State, ...], request: PageRequest
    ) -> Page[MitigatedTechnique]:
        given = applying(state=list(states))
        found = await _TECHNIQUES.page(self._database, request, given, _technique, bound=naming(reference))
        await require_owner(found, self._database, "mitigation", "mitigation", reference)
        return found


def _row(*columns: Any) -> MitigationRow:
    values = (*columns[:14], MitigationCounts(columns[14]))
    return MitigationRow(*values)


def _technique(*columns: Any) -> MitigatedTechnique:
    values = (*technique_values_of(*columns), columns[8])
    return MitigatedTechnique(*values)
