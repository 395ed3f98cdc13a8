"""What it takes to say how a kind of item lies in tables: its row, and the rows that belong to it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import Table

from aegis_catalog.application.content import items
from aegis_catalog.domain.content import domain_rank

Row = dict[str, Any]

encode = msgspec.json.Encoder(order="deterministic").encode
"""For columns that hold JSON: equal values give equal bytes."""


@dataclass(frozen=True, slots=True)
class Belonging:
    """Rows of `table` that belong to an item, whose id stands in the column `parent`: replaced whenever it is written.
    `rows` gives values in the order of the table's columns."""

    table: Table
    parent: str
    rows: Callable[[Any], Iterable[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Writing:
    """One kind of item: a row in `table`, whose columns beyond those that `row` names are kept."""

    kind: type[items.Item]
    table: Table
    row: Callable[[Any], Row]
    belongings: tuple[Belonging, ...] = ()
    key: str = "id"


def base_row(item: items.Item) -> Row:
    """The columns of every item, with its prose."""
    return facts_row(item) | {"description": item.description}


def facts_row(item: items.Item) -> Row:
    """The columns of every item, without prose."""
    return {
        "id": item.id,
        "attack_id": item.attack_id,
        "name": item.name,
        "state": item.state,
        "domains": list(item.domains),
        "domain_rank": domain_rank(item.domains),
        "release": item.release,
        "url": item.url,
        "upstream": item.upstream,
        "upstream_key": item.upstream_key,
        "sources": list(item.sources),
        "created": item.created,
        "modified": item.modified,
        "withdrawn_at": item.withdrawn_at,
    }
