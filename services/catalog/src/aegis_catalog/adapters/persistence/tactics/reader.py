"""Tactics read, a row a domain."""

from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, any_, cast, func, literal_column, select, true

from aegis_catalog.adapters.persistence.finding import named, naming
from aegis_catalog.adapters.persistence.reading import content_columns, content_filters, content_values, words
from aegis_catalog.adapters.persistence.tactics.tables import tactic, tactic_place
from aegis_catalog.adapters.persistence.techniques.tables import technique, technique_tactic
from aegis_catalog.application.tactics.queries.tactics import TacticCounts, TacticFilters, TacticRow
from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_kernel.paging import Page, PageRequest

_DOMAIN_WIDTH = 10_000
"""More than a matrix has columns."""

_stands_in = func.unnest(tactic.c.domains).alias("stands_in")
_domain: ColumnElement[str] = literal_column("stands_in", Text)
_rank: ColumnElement[int] = func.array_position(literal_column("array['enterprise', 'mobile', 'ics']"), _domain)
_cells = technique_tactic.join(technique, technique.c.id == technique_tactic.c.technique_id)


def _counted(*more: ColumnElement[bool]) -> ColumnElement[int]:
    here = technique_tactic.c.tactic_id == tactic.c.id, technique_tactic.c.domain == _domain
    counting = select(func.count()).select_from(_cells).where(*here, technique.c.state == "active", *more)
    return counting.correlate(tactic).scalar_subquery()


_ROWS = select(
    *content_columns(tactic),
    tactic.c.shortname,
    tactic.c.description,
    _domain.label("domain"),
    tactic_place.c.place,
    _counted().label("techniques"),
    _counted(technique.c.is_subtechnique).label("subtechniques"),
).select_from(
    tactic.join(_stands_in, true()).outerjoin(
        tactic_place, (tactic_place.c.tactic_id == tactic.c.id) & (tactic_place.c.domain == _domain)
    )
)
_in_matrix_order = _rank * _DOMAIN_WIDTH + func.coalesce(tactic_place.c.place, _DOMAIN_WIDTH - 1)
_LIST = Listing(
    rows=_ROWS,
    filters={**content_filters(tactic), "domain": _domain == any_(words("domain"))},
    sorts={
        "place": cast(_in_matrix_order, Integer),
        "attack_id": tactic.c.attack_id,
        "name": tactic.c.name,
    },
    tie=cast(tactic.c.id, Text) + _domain,
).reader()
_ONE = compiled(_ROWS.where(tactic.c.id == named(tactic)).order_by(_rank).limit(literal_column("1")))


class SqlTacticReader:
    """`TacticReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, filters: TacticFilters, request: PageRequest) -> Page[TacticRow]:
        return await _LIST.page(self._database, request, content_values(filters), _row)

    async def one(self, reference: str) -> TacticRow | None:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ONE.sql, *_ONE.arguments(naming(reference)))
        return None if row is None else _row(*row)


def _row(*columns: Any) -> TacticRow:
    values = (*columns[:17], TacticCounts(columns[17], columns[18]))
    return TacticRow(*values)
