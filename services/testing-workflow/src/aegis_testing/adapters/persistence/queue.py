"""Reads what waits on somebody: one statement over both sides."""

from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Select,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import array as pg_array

from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_kernel.paging import Page, PageRequest
from aegis_testing.adapters.persistence.blindness import NO_TECHNIQUE, plain_state, seen_by
from aegis_testing.adapters.persistence.neighbours import POLICY_KEY
from aegis_testing.adapters.persistence.reach import within_reach
from aegis_testing.adapters.persistence.tables import organisation, test
from aegis_testing.application.queries.queue import Asked, QueueItem
from aegis_testing.application.queries.test_detail import TechniqueView
from aegis_testing.domain.words import SIDES, SideName, other

_ME = bindparam("me", type_=Uuid)
_WORKED = ("red_executing", "blue_evaluating", "in_review", "rejected")


def _text(word: str) -> ColumnElement[str]:
    return literal(word, Text)


def _policy() -> ColumnElement[str]:
    said = select(organisation.c.review).where(organisation.c.key == POLICY_KEY).scalar_subquery()
    return func.coalesce(said, _text("dual"))


def _seen() -> ColumnElement[bool]:
    return or_(bindparam("sees_all", type_=Boolean), seen_by("me"))


def _not_told(side: SideName) -> ColumnElement[bool]:
    """Whether somebody may take the side: blue's of a hidden test not, who sees red's."""
    return true() if side == "red" else or_(test.c.hidden.is_(False), not_(_seen()))


def _rows(
    side: SideName, waits_for: ColumnElement[Any], since: ColumnElement[Any], *conditions: ColumnElement[bool]
) -> Select[Any]:
    return select(
        test.c.id,
        test.c.number,
        test.c.version,
        test.c.technique_id,
        test.c.attack_id,
        test.c.technique_name,
        test.c.procedure_name,
        test.c.state,
        _text(side).label("side"),
        waits_for.label("waits_for"),
        since.label("since"),
        not_(_seen()).label("masked"),
        test.c.started_at.is_not(None).label("started"),
        # What tells two sides of one test apart in a position of the list.
        (cast(test.c.id, Text) + _text(f"/{side}")).label("tie"),
    ).where(test.c.deleted_at.is_(None), test.c.held.is_(False), within_reach(test.c.campaign_id), *conditions)


def _mine(side: SideName) -> Select[Any]:
    """What is assigned to me: red's drafts to start, work, what came back."""
    status = test.c[f"{side}_status"]
    worked = or_(*(test.c.state == _text(state) for state in _WORKED))
    states = or_(worked, test.c.state == _text("draft")) if side == "red" else worked
    waits_for = case(
        (test.c.started_at.is_(None), _text("start")),
        (status == _text("returned"), _text("resume")),
        else_=_text("work"),
    )
    mine = test.c[f"{side}_assignee_id"] == _ME
    return _rows(side, waits_for, test.c[f"{side}_since"], mine, states, _workable(side))


def _claimable(side: SideName) -> Select[Any]:
    """What nobody has, for whoever may claim it."""
    return _rows(
        side,
        _text("claim"),
        test.c[f"{side}_since"],
        bindparam(f"works_{side}", type_=Boolean),
        test.c[f"{side}_assignee_id"].is_(None),
        test.c.started_at.is_not(None),
        test.c.cancelled_at.is_(None),
        _workable(side),
        _not_told(side),
    )


def _workable(side: SideName) -> ColumnElement[bool]:
    # Spelt with constants, so that the partial index for unclaimed sides fits.
    return literal_column(f"test.{side}_status in ('open', 'returned')", type_=Boolean)


def _reviewable(side: SideName) -> Select[Any]:
    """What a lead may decide on: nobody's own work, nor both sides, as the policy says (`domain.review_policy`)."""
    false = literal(value=False, type_=Boolean)
    own_work = or_(test.c[f"{side}_assignee_id"] == _ME, test.c[f"{side}_workers"].contains(pg_array([_ME])))
    second_vote = test.c[f"{other(side)}_approver_id"] == _ME
    return _rows(
        side,
        _text("review"),
        func.greatest(test.c.red_since, test.c.blue_since),
        bindparam(f"reviews_{side}", type_=Boolean),
        test.c.state == _text("in_review"),
        test.c.hidden.is_(False),
        test.c[f"{side}_status"] == _text("submitted"),
        or_(_policy() == _text("self"), not_(func.coalesce(own_work, false))),
        or_(_policy() != _text("dual"), not_(func.coalesce(second_vote, false))),
    )


_PARAMETERS = (
    "me",
    "sees_all",
    "reader",
    "oversees",
    "guest",
    *(f"{what}_{side}" for what in ("works", "reviews") for side in SIDES),
)
_all = union_all(*(of(side) for side in SIDES for of in (_mine, _claimable, _reviewable))).cte("waiting")
_READER = Listing(
    rows=select(*(column for column in _all.c if column.name != "tie")).select_from(_all),
    # They are parameters of the select itself, so that each "filter" is only the name of one.
    filters={name: true() for name in _PARAMETERS},
    sorts={"since": _all.c.since},
    tie=_all.c.tie,
).reader()


class SqlQueues:
    """The port `Queues`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, asked: Asked, request: PageRequest) -> Page[QueueItem]:
        parameters: dict[str, Any] = {
            "me": asked.person,
            "sees_all": asked.sees_all,
            "reader": asked.person,
            "oversees": asked.oversees,
            "guest": asked.guest,
            **{f"works_{side}": side in asked.works for side in SIDES},
            **{f"reviews_{side}": side in asked.reviews for side in SIDES},
        }
        return await _READER.page(self._database, request, parameters, _item)


def _item(*row: Any) -> QueueItem:
    (
        id_,
        number,
        version,
        technique_id,
        attack_id,
        technique_name,
        procedure,
        state,
        side,
        waits_for,
        since,
        masked,
        started,
    ) = row
    if masked:
        technique_id, attack_id, technique_name, procedure = NO_TECHNIQUE.id, "", "", ""
        state = plain_state(state, started=started, rejected=state == "rejected" and waits_for == "resume")
    return QueueItem(
        test_id=id_,
        number=number,
        version=version,
        technique=TechniqueView(id=technique_id, attack_id=attack_id, name=technique_name),
        procedure=procedure,
        state=state,
        side=side,
        waits_for=waits_for,
        since=since,
    )
