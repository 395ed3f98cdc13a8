"""Paging by position: what comes behind the last row seen, whatever was added or removed before it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, tuple_

from aegis_kernel.paging import Position, Sort

Columns = Mapping[str, ColumnElement[Any]]


def ordered(columns: Columns, tie: ColumnElement[Any], sort: Sequence[Sort]) -> list[ColumnElement[Any]]:
    """The order of a list; its tie-breaker goes the way of the last field."""
    keys = _keys(columns, tie, sort)
    return [key.desc() if descending else key.asc() for key, descending in keys]


def beyond(columns: Columns, tie: ColumnElement[Any], sort: Sequence[Sort]) -> ColumnElement[bool]:
    """Whether a row lies behind the position given as parameters ``at_0``, ``at_1``, ...; no column may be null.

    One way throughout is a comparison of rows, which an index answers at once.
    """
    keys = [
        (key, bindparam(f"at_{place}", type_=key.type), descending)
        for place, (key, descending) in enumerate(_keys(columns, tie, sort))
    ]
    ways = {descending for _, _, descending in keys}
    if len(ways) == 1:
        left, right = tuple_(*(key for key, _, _ in keys)), tuple_(*(at for _, at, _ in keys))
        return left < right if ways == {True} else left > right
    return or_(
        *(
            and_(*(key == at for key, at, _ in keys[:place]), keys[place][0] < keys[place][1])
            if keys[place][2]
            else and_(*(key == at for key, at, _ in keys[:place]), keys[place][0] > keys[place][1])
            for place in range(len(keys))
        )
    )


def position_parameters(after: Position) -> dict[str, Any]:
    """The parameters that `beyond` takes."""
    return {f"at_{place}": value for place, value in enumerate(after)}


def _keys(columns: Columns, tie: ColumnElement[Any], sort: Sequence[Sort]) -> list[tuple[ColumnElement[Any], bool]]:
    keys = [(columns[one.field], one.descending) for one in sort]
    return [*keys, (tie, keys[-1][1] if keys else False)]
