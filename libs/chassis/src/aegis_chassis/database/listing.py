"""Lists read page by page: filters, an allowed order, a position to go on from, a total when asked for, one query.

A list is declared once; each combination of filters, order and start is compiled once and kept.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, func, literal, or_, select, true, tuple_

from aegis_chassis.database.compiled import Compiled, compiled
from aegis_chassis.database.pool import Database
from aegis_kernel.paging import Page, PageRequest, Sort

T = TypeVar("T")

_KEPT = 512
"""Compiled forms of one list; beyond that the least used one goes."""
_POSITION = "position_"
_TOTAL = "total_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list as one select. `filters` are conditions by name, each with a bound parameter of the same name (an array,
    for a filter that may be given several times). `sorts` are columns that are never null, by the names people sort
    by; `tie` makes every position unique."""

    rows: Select[Any]
    filters: Mapping[str, ColumnElement[bool]]
    sorts: Mapping[str, ColumnElement[Any]]
    tie: ColumnElement[Any]

    def reader(self) -> "ListReader":
        """What reads pages of it. Make it once."""
        return ListReader(self)


class ListReader:
    """Reads pages of one list."""

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self._width = len(listing.rows.selected_columns)
        self._statement = lru_cache(maxsize=_KEPT)(self._compile)

    async def page(
        self,
        database: Database,
        request: PageRequest,
        given: Mapping[str, Any],
        view: Callable[..., T],
        *,
        bound: Mapping[str, Any] | None = None,
    ) -> Page[T]:
        """One page. `given` are the filters that apply, with their values; `bound` are the values of parameters in the
        select itself; `view` makes an item of a row's columns, in the order of the select."""
        after = request.after is not None
        statement = self._statement(frozenset(given), request.sort, after, request.count)
        values = {**(bound or {}), **given, "limit_": request.limit + 1}
        for place, value in enumerate(request.after or ()):
            values[f"after_{place}"] = value
        async with database.raw() as connection:
            rows = await connection.fetch(statement.sql, *statement.arguments(values))
        total = rows[0][_TOTAL] if request.count else None
        if request.count and not rows[0]["there_"]:
            rows = []
        more = len(rows) > request.limit
        shown = rows[: request.limit]
        ends_at = None
        if more:
            last = shown[-1]
            ends_at = tuple(last[f"{_POSITION}{place}"] for place in range(len(request.sort) + 1))
        width = self._width
        return Page(items=[view(*row[:width]) for row in shown], ends_at=ends_at, total=total)

    def _compile(self, given: frozenset[str], sort: tuple[Sort, ...], after: bool, count: bool) -> Compiled:
        listing = self._listing
        conditions = [listing.filters[name] for name in sorted(given)]
        order = [(listing.sorts[one.field], one.descending) for one in sort]
        order.append((listing.tie, order[-1][1] if order else False))
        wanted = listing.rows.where(*conditions)
        page = wanted.add_columns(
            *(column.label(f"{_POSITION}{place}") for place, (column, _) in enumerate(order))
        ).order_by(*(column.desc() if descending else column.asc() for column, descending in order))
        if after:
            page = page.where(_beyond(order))
        page = page.limit(bindparam("limit_", type_=Integer))
        return compiled(_counted(page, wanted, order) if count else page)


def _beyond(order: list[tuple[ColumnElement[Any], bool]]) -> ColumnElement[bool]:
    """Behind a position, whatever mix of directions: the first column is beyond, or equal and the next one is. In one
    direction it is a comparison of rows, for which an index serves."""
    positions = [bindparam(f"after_{place}", type_=column.type) for place, (column, _) in enumerate(order)]
    directions = {descending for _, descending in order}
    if len(directions) == 1:
        present, position = tuple_(*(column for column, _ in order)), tuple_(*positions)
        return present < position if directions == {True} else present > position
    beyond = [
        column < position if descending else column > position
        for (column, descending), position in zip(order, positions, strict=True)
    ]
    equal = [column == position for (column, _), position in zip(order, positions, strict=True)]
    return or_(*(and_(*equal[:place], one) for place, one in enumerate(beyond)))


def _counted(page: Select[Any], wanted: Select[Any], order: list[tuple[ColumnElement[Any], bool]]) -> Select[Any]:
    """The page with the total in every row; one row with nothing else in it when the page is empty."""
    listed = page.add_columns(literal(True).label("there_")).subquery("page_")
    every = wanted.with_only_columns(literal(1).label("one_"), maintain_column_froms=True).subquery("every_")
    counted = select(func.count().label(_TOTAL)).select_from(every).subquery("counted_")
    positions = [listed.c[f"{_POSITION}{place}"] for place in range(len(order))]
    return (
        select(*listed.c, counted.c[_TOTAL])
        .select_from(counted.outerjoin(listed, true()))
        .order_by(
            *(
                column.desc() if descending else column.asc()
                for column, (_, descending) in zip(positions, order, strict=True)
            )
        )
    )
