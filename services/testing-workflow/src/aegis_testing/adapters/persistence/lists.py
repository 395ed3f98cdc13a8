"""Pages of tests."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Text,
    Uuid,
    and_,
    bindparam,
    func,
    literal_column,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY

from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_contracts.testing_tests import PersonRef
from aegis_kernel.paging import Page, PageRequest
from aegis_testing.adapters.persistence.blindness import NO_TECHNIQUE, plain_state, seen_by
from aegis_testing.adapters.persistence.reach import bound_to, within_reach
from aegis_testing.adapters.persistence.tables import due_or_last, test
from aegis_testing.application.queries.seer import BlindItem, Seer
from aegis_testing.application.queries.test_detail import TechniqueView
from aegis_testing.application.queries.tests import SideItem, TestFilters, TestItem

MOST_WORDS = 10
"""Words of a search that count."""


def _texts(name: str) -> ColumnElement[Any]:
    return bindparam(name, type_=ARRAY(Text))


def _uuids(name: str) -> ColumnElement[Any]:
    return bindparam(name, type_=ARRAY(Uuid))


def _instant(name: str) -> ColumnElement[Any]:
    return bindparam(name, type_=DateTime(timezone=True))


_FILTERS: Mapping[str, ColumnElement[bool]] = {
    "states": test.c.state == func.any(_texts("states")),
    "results": test.c.result == func.any(_texts("results")),
    "techniques": or_(
        test.c.technique_id == func.any(_uuids("techniques")),
        test.c.attack_id == func.any(_texts("attack_ids")),
    ),
    "assignees": or_(
        test.c.red_assignee_id == func.any(_uuids("assignees")),
        test.c.blue_assignee_id == func.any(_uuids("assignees")),
    ),
    # The other half of "techniques", which has both parameters: the two are always given together.
    "attack_ids": true(),
    "authors": test.c.author_id == func.any(_uuids("authors")),
    "tags": test.c.tag_keys.overlap(_texts("tags")),
    "held": test.c.held == bindparam("held"),
    "updated_since": test.c.updated_at >= _instant("updated_since"),
    "updated_until": test.c.updated_at <= _instant("updated_until"),
    "due_since": and_(due_or_last >= bindparam("due_since", type_=Date), test.c.due.is_not(None)),
    "due_until": and_(due_or_last <= bindparam("due_until", type_=Date), test.c.due.is_not(None)),
    "retest_of": test.c.retest_of == bindparam("retest_of"),
    "rerun_of": test.c.rerun_of == bindparam("rerun_of"),
    "campaign": test.c.campaign_id == bindparam("campaign", type_=Uuid),
    "words": test.c.words.op("@@")(func.to_tsquery(literal_column("'simple'"), bindparam("words", type_=Text))),
}

_ROWS = select(
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
    test.c.blue_rejected,
    test.c.hidden,
    test.c.blind_from,
    test.c.blind_until,
    test.c.revealed_at,
).where(test.c.deleted_at.is_(None))
_SORTS: Mapping[str, ColumnElement[Any]] = {
    "updated_at": test.c.updated_at,
    "drafted_at": test.c.drafted_at,
    "number": test.c.number,
    "due": due_or_last,
    "attack_id": test.c.attack_id,
}
_REACH = {"reach": within_reach(test.c.campaign_id)}
_READER = Listing(
    rows=_ROWS.add_columns(literal_column("false", type_=Boolean)),
    filters={**_FILTERS, **_REACH},
    sorts=_SORTS,
    tie=test.c.id,
).reader()

_seen = seen_by("me")
_FREE_FILTERS = frozenset({"held", "updated_since", "updated_until"})
_FREE_SORTS = frozenset({"updated_at", "drafted_at", "number"})
"""What is shown of hidden tests to everybody. By all else they are not found: the place in a list says what its order
is by."""
_BLIND_READER = Listing(
    rows=_ROWS.add_columns(not_(_seen)),
    filters={
        **{name: each if name in _FREE_FILTERS else and_(each, _seen) for name, each in _FILTERS.items()},
        "assignees": or_(
            and_(_FILTERS["assignees"], _seen),
            and_(bindparam("blues", type_=Boolean), test.c.blue_assignee_id == func.any(_uuids("assignees"))),
        ),
        "seen": _seen,
        **_REACH,
    },
    sorts=_SORTS,
    tie=test.c.id,
).reader()


class SqlTestLists:
    """The port `TestLists`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, filters: TestFilters, request: PageRequest, seer: Seer) -> Page[TestItem]:
        given = _given(filters)
        bound = bound_to(seer)
        if not seer.oversees:
            given["reach"] = True
        if seer.sees_all:
            return await _READER.page(self._database, request, given, _item, bound=bound)
        if not _FREE_SORTS.issuperset(one.field for one in request.sort):
            given["seen"] = True
        bound |= {"me": seer.person, "blues": seer.blues}
        return await _BLIND_READER.page(
            self._database, request, given, lambda *row: _item(*row, blues=seer.blues), bound=bound
        )


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
        found["words"] = search_for(found["words"])
    return found


def search_for(text: str) -> str:
    """Every word of `text` as the beginning of one, in the database's query language; quoted, so that nothing in it
    is an operator. Nothing but spaces finds everything that has a word."""
    words = [word.replace("\\", " ").replace("'", "''") for word in text.replace("\x00", " ").split()[:MOST_WORDS]]
    return " & ".join(f"'{word}':*" for word in words)


def _item(*row: Any, blues: bool = False) -> TestItem:
    (
        id_,
        number,
        version,
        technique_id,
        attack_id,
        technique_name,
        procedure,
        state,
        held,
        result,
        red_status,
        red_since,
        red_assignee_id,
        red_assignee_name,
        blue_status,
        blue_since,
        blue_assignee_id,
        blue_assignee_name,
        tags,
        due,
        drafted_at,
        updated_at,
        started_at,
        validated_at,
        retest_of,
        rerun_of,
        blue_rejected,
        hidden,
        blind_from,
        blind_until,
        revealed_at,
        masked,
    ) = row
    blind = None
    if hidden or revealed_at is not None:
        blind = BlindItem(hidden=masked, window_from=blind_from, window_until=blind_until, revealed_at=revealed_at)
    if masked:
        return TestItem(
            id=id_,
            number=number,
            version=version,
            technique=NO_TECHNIQUE,
            procedure="",
            state=plain_state(state, started=started_at is not None, rejected=blues and blue_rejected),
            held=held,
            result=None,
            red=SideItem(status="open", since=None, assignee=None),
            blue=SideItem(
                status=blue_status,
                since=blue_since if blues else None,
                assignee=_person(blue_assignee_id, blue_assignee_name) if blues else None,
            ),
            tags=[],
            due=None,
            drafted_at=drafted_at,
            updated_at=updated_at,
            started_at=None if started_at is None else blind_from or drafted_at,
            validated_at=None,
            retest_of=None,
            rerun_of=None,
            blind=blind,
        )
    return TestItem(
        id=id_,
        number=number,
        version=version,
        technique=TechniqueView(id=technique_id, attack_id=attack_id, name=technique_name),
        procedure=procedure,
        state=state,
        held=held,
        result=result,
        red=SideItem(status=red_status, since=red_since, assignee=_person(red_assignee_id, red_assignee_name)),
        blue=SideItem(status=blue_status, since=blue_since, assignee=_person(blue_assignee_id, blue_assignee_name)),
        tags=tags,
        due=due,
        drafted_at=drafted_at,
        updated_at=updated_at,
        started_at=started_at,
        validated_at=validated_at,
        retest_of=retest_of,
        rerun_of=rerun_of,
        blind=blind,
    )


def _person(id_: UUID | None, name: str) -> PersonRef | None:
    return None if id_ is None else PersonRef(id=id_, name=name)
