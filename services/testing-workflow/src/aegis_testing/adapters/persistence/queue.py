"""Reads what waits on somebody: one statement over both sides."""

from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Integer,
    Select,
    Text,
    Uuid,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)

from aegis_chassis.database.pool import Database
from aegis_kernel.paging import Page, PageRequest, Sort
from aegis_testing.adapters.persistence.compiled import Compiled
from aegis_testing.adapters.persistence.keyset import beyond, ordered, position_parameters
from aegis_testing.adapters.persistence.neighbours import POLICY_KEY
from aegis_testing.adapters.persistence.tables import organisation, test
from aegis_testing.application.queries.queue import Asked, QueueItem
from aegis_testing.application.queries.test_detail import TechniqueView
from aegis_testing.domain.words import SIDES, SideName, other

_OPEN_STATES = ("draft", "red_executing", "blue_evaluating", "in_review", "rejected")
_ME = bindparam("me", type_=Uuid)


def _policy() -> ColumnElement[Any]:
    said = select(organisation.c.review).where(organisation.c.key == POLICY_KEY).scalar_subquery()
    return func.coalesce(said, literal("dual", Text))


def _waiting(side: SideName) -> Select[Any]:
    """The tests whose `side` waits on me, and for what. Mirrors `domain.obstacles`, for the shortest list."""
    status, assignee = test.c[f"{side}_status"], test.c[f"{side}_assignee_id"]
    mine = assignee == _ME
    workable = status.in_([literal("open", Text), literal("returned", Text)])
    started = test.c.started_at.is_not(None)
    may_claim = bindparam(f"works_{side}", type_=Boolean)
    claimable = and_(may_claim, assignee.is_(None), workable, started)
    own_work = or_(mine, func.any(test.c[f"{side}_workers"]) == _ME)
    second_vote = func.coalesce(test.c[f"{other(side)}_approver_id"] == _ME, literal(value=False, type_=Boolean))
    reviewable = and_(
        bindparam(f"reviews_{side}", type_=Boolean),
        test.c.state == literal("in_review", Text),
        status == literal("submitted", Text),
        or_(_policy() == literal("self", Text), not_(func.coalesce(own_work, literal(value=False, type_=Boolean)))),
        or_(_policy() != literal("dual", Text), not_(second_vote)),
    )
    to_start = and_(mine, test.c.started_at.is_(None), literal(side == "red", Boolean))
    waits_for = case(
        (to_start, literal("start", Text)),
        (and_(mine, status == literal("returned", Text)), literal("resume", Text)),
        (and_(mine, workable), literal("work", Text)),
        (claimable, literal("claim", Text)),
        else_=literal("review", Text),
    )
    reviewing_since = func.greatest(test.c.red_since, test.c.blue_since)
    return select(
        test.c.id,
        test.c.number,
        test.c.version,
        test.c.technique_id,
        test.c.attack_id,
        test.c.technique_name,
        test.c.procedure_name,
        test.c.state,
        literal(side, Text).label("side"),
        waits_for.label("waits_for"),
        case((reviewable, reviewing_since), else_=test.c[f"{side}_since"]).label("since"),
        (cast(test.c.id, Text) + literal(f"/{side}", Text)).label("tie"),
    ).where(
        test.c.deleted_at.is_(None),
        test.c.held.is_(False),
        or_(*(test.c.state == literal(state, Text) for state in _OPEN_STATES)),
        or_(to_start, and_(mine, workable, started), claimable, reviewable),
    )


@lru_cache(maxsize=8)
def _query(sort: tuple[Sort, ...], after: bool, count: bool) -> Compiled:
    waiting = union_all(*(_waiting(side) for side in SIDES)).cte("waiting")
    columns = {"since": waiting.c.since}
    total = select(func.count()).select_from(waiting).scalar_subquery() if count else literal(None, Integer)
    statement = select(waiting, total.label("total"))
    if after:
        statement = statement.where(beyond(columns, waiting.c.tie, sort))
    statement = statement.order_by(*ordered(columns, waiting.c.tie, sort)).limit(bindparam("at_most", type_=Integer))
    return Compiled(statement)


class SqlQueues:
    """The port `Queues`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, asked: Asked, request: PageRequest) -> Page[QueueItem]:
        query = _query(request.sort, request.after is not None, request.count)
        parameters: dict[str, Any] = {
            "me": asked.person,
            "at_most": request.limit + 1,
            **{f"works_{side}": side in asked.works for side in SIDES},
            **{f"reviews_{side}": side in asked.reviews for side in SIDES},
            **position_parameters(request.after or ()),
        }
        async with self._database.raw() as connection:
            rows = await query.fetch(connection, parameters)
        total = (rows[0]["total"] if rows else 0) if request.count else None
        items = [_item(row) for row in rows[: request.limit]]
        if len(rows) <= request.limit:
            return Page(items=items, total=total)
        last = rows[request.limit - 1]
        return Page(items=items, ends_at=(last["since"], last["tie"]), total=total)


def _item(row: Any) -> QueueItem:
    return QueueItem(
        test_id=row["id"],
        number=row["number"],
        version=row["version"],
        technique=TechniqueView(id=row["technique_id"], attack_id=row["attack_id"], name=row["technique_name"]),
        procedure=row["procedure_name"],
        state=row["state"],
        side=row["side"],
        waits_for=row["waits_for"],
        since=row["since"],
    )
