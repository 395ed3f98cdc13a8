"""Pages of tests: a statement for each combination of filters and order, made and compiled once."""

from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Select,
    Text,
    Uuid,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from aegis_chassis.database.pool import Database
from aegis_contracts.testing_tests import PersonRef
from aegis_kernel.paging import Page, PageRequest, Sort
from aegis_testing.adapters.persistence.compiled import Compiled
from aegis_testing.adapters.persistence.keyset import beyond, ordered, position_parameters
from aegis_testing.adapters.persistence.tables import test
from aegis_testing.application.queries.test_detail import TechniqueView
from aegis_testing.application.queries.tests import SideItem, TestFilters, TestItem
from aegis_testing.domain.words import SideName

NO_DUE = date(9999, 12, 31)
"""Stands for no due date where tests are sorted by it: they come last."""

MOST_WORDS = 10


def _no_due_last(due: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.coalesce(due, literal_column(f"date '{NO_DUE.isoformat()}'", type_=Date))


_SORTED_BY: Mapping[str, ColumnElement[Any]] = {
    "updated_at": test.c.updated_at,
    "drafted_at": test.c.drafted_at,
    "number": test.c.number,
    "due": _no_due_last(test.c.due),
    "attack_id": test.c.attack_id,
}

_SHOWN = (
    test.c.id,
    test.c.number,
    test.c.version,
    test.c.technique_id,
    test.c.attack_id,
    test.c.technique_name,
    test.c.procedure_name,
    test.c.state,
    test.c.held,
    test.c.result,
    test.c.red_status,
    test.c.red_since,
    test.c.red_assignee_id,
    test.c.red_assignee_name,
    test.c.blue_status,
    test.c.blue_since,
    test.c.blue_assignee_id,
    test.c.blue_assignee_name,
    test.c.tags,
    test.c.due,
    test.c.drafted_at,
    test.c.updated_at,
    test.c.started_at,
    test.c.validated_at,
    test.c.retest_of,
    test.c.rerun_of,
)


def _texts(name: str) -> ColumnElement[Any]:
    return bindparam(name, type_=ARRAY(Text))


def _uuids(name: str) -> ColumnElement[Any]:
    return bindparam(name, type_=ARRAY(Uuid))


def _any_technique() -> ColumnElement[bool]:
    return or_(
        test.c.technique_id == func.any(_uuids("techniques")), test.c.attack_id == func.any(_texts("attack_ids"))
    )


def _any_assignee() -> ColumnElement[bool]:
    who = _uuids("assignees")
    return or_(test.c.red_assignee_id == func.any(who), test.c.blue_assignee_id == func.any(who))


_CONDITIONS: Mapping[str, Callable[[], ColumnElement[bool]]] = {
    "states": lambda: test.c.state == func.any(_texts("states")),
    "results": lambda: test.c.result == func.any(_texts("results")),
    "techniques": _any_technique,
    "assignees": _any_assignee,
    "authors": lambda: test.c.author_id == func.any(_uuids("authors")),
    "tags": lambda: test.c.tag_keys.overlap(_texts("tags")),
    "held": lambda: test.c.held == bindparam("held"),
    "updated_since": lambda: test.c.updated_at >= bindparam("updated_since", type_=DateTime(timezone=True)),
    "updated_until": lambda: test.c.updated_at <= bindparam("updated_until", type_=DateTime(timezone=True)),
    "due_since": lambda: test.c.due >= bindparam("due_since", type_=Date),
    "due_until": lambda: test.c.due <= bindparam("due_until", type_=Date),
    "retest_of": lambda: test.c.retest_of == bindparam("retest_of"),
    "rerun_of": lambda: test.c.rerun_of == bindparam("rerun_of"),
    "words": lambda: test.c.words.op("@@")(func.to_tsquery(literal_column("'simple'"), bindparam("words", type_=Text))),
}


class SqlTestLists:
    """The port `TestLists`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, filters: TestFilters, request: PageRequest) -> Page[TestItem]:
        given = _given(filters)
        query = _query(
            tuple(sorted(given.keys() & _CONDITIONS.keys())), request.sort, request.after is not None, request.count
        )
        parameters = {**given, **position_parameters(request.after or ()), "at_most": request.limit + 1}
        async with self._database.raw() as connection:
            rows = await query.fetch(connection, parameters)
        total = rows[0]["total"] if request.count else None
        there = [row for row in rows if row["id"] is not None]
        items = [_item(row) for row in there[: request.limit]]
        if len(there) <= request.limit:
            return Page(items=items, total=total)
        last = there[request.limit - 1]
        position = tuple(_sorted_value(last, one.field) for one in request.sort)
        return Page(items=items, ends_at=(*position, last["id"]), total=total)


@lru_cache(maxsize=256)
def _query(filters: tuple[str, ...], sort: tuple[Sort, ...], after: bool, count: bool) -> Compiled:
    conditions = [test.c.deleted_at.is_(None), *(_CONDITIONS[name]() for name in filters)]
    page: Select[Any] = select(*_SHOWN).where(*conditions)
    if after:
        page = page.where(beyond(_SORTED_BY, test.c.id, sort))
    page = page.order_by(*ordered(_SORTED_BY, test.c.id, sort)).limit(bindparam("at_most", type_=Integer))
    if not count:
        return Compiled(page)
    counted = select(func.count().label("total")).select_from(test).where(*conditions).subquery("counted")
    shown = page.subquery("shown")
    columns = {column.name: column for column in shown.c}
    order = ordered(_sorted_shown(columns), columns["id"], sort)
    return Compiled(select(counted.c.total, shown).select_from(counted.outerjoin(shown, true())).order_by(*order))


def _sorted_shown(columns: Mapping[str, ColumnElement[Any]]) -> Mapping[str, ColumnElement[Any]]:
    return {name: _no_due_last(columns[name]) if name == "due" else columns[name] for name in _SORTED_BY}


def _given(filters: TestFilters) -> dict[str, Any]:
    """The filters that are set, as parameters."""
    found: dict[str, Any] = {}
    for field in fields(filters):
        value = getattr(filters, field.name)
        if value is not None and value != ():
            found[field.name] = list(value) if isinstance(value, tuple) else value
    if "techniques" in found or "attack_ids" in found:
        found = {"techniques": [], "attack_ids": [], **found}
    if "tags" in found:
        found["tags"] = [tag.casefold() for tag in found["tags"]]
    if "words" in found:
        found["words"] = _search(found["words"])
    return found


def _search(text: str) -> str:
    """Every word of `text`, as the beginning of one: PostgreSQL's query language, with the words quoted."""
    words = text.split()[:MOST_WORDS]
    return " & ".join("'" + word.replace("\\", " ").replace("'", "''") + "':*" for word in words)


def _sorted_value(row: Any, field: str) -> Any:
    return (row["due"] or NO_DUE) if field == "due" else row[field]


def _item(row: Any) -> TestItem:
    return TestItem(
        id=row["id"],
        number=row["number"],
        version=row["version"],
        technique=TechniqueView(id=row["technique_id"], attack_id=row["attack_id"], name=row["technique_name"]),
        procedure=row["procedure_name"],
        state=row["state"],
        held=row["held"],
        result=row["result"],
        red=_side(row, "red"),
        blue=_side(row, "blue"),
        tags=row["tags"],
        due=row["due"],
        drafted_at=row["drafted_at"],
        updated_at=row["updated_at"],
        started_at=row["started_at"],
        validated_at=row["validated_at"],
        retest_of=row["retest_of"],
        rerun_of=row["rerun_of"],
    )


def _side(row: Any, name: SideName) -> SideItem:
    assignee = row[f"{name}_assignee_id"]
    return SideItem(
        status=row[f"{name}_status"],
        since=row[f"{name}_since"],
        assignee=None if assignee is None else PersonRef(id=assignee, name=row[f"{name}_assignee_name"]),
    )
