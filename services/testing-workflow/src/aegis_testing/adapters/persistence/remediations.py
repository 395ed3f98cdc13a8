"""Remediations beside their tests: rows read off the tests at each save, and pages of them."""

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

import msgspec
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    Table,
    Text,
    Uuid,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    text,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncConnection

from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_contracts.testing_tests import Remediation
from aegis_kernel.paging import Page, PageRequest
from aegis_testing.adapters.persistence.blindness import seen_by
from aegis_testing.adapters.persistence.reach import bound_to, within_reach
from aegis_testing.adapters.persistence.tables import NO_DUE, metadata, test
from aegis_testing.application.published import remediation_of
from aegis_testing.application.queries.remediations import RemediationFilters, RemediationView, view_of
from aegis_testing.application.queries.seer import Seer
from aegis_testing.application.queries.test_detail import TechniqueView
from aegis_testing.domain.test import Test

remediation = Table(
    "remediation",
    metadata,
    Column("test_id", Uuid, ForeignKey("test.id"), primary_key=True),
    Column("status", Text, nullable=False),
    Column("owner_id", Uuid, index=True),
    Column("due", Date),
    Column("opened_at", DateTime(timezone=True), nullable=False),
    Column("closed_at", DateTime(timezone=True)),
    Column("body", LargeBinary, nullable=False),
)
"""`body` is the published struct as JSON; the rest is what lists filter and sort by."""
due_or_last = func.coalesce(remediation.c.due, literal_column(f"'{NO_DUE.isoformat()}'::date", type_=Date))
Index("remediation_due_idx", due_or_last, remediation.c.test_id)
Index("remediation_opened_idx", remediation.c.opened_at, remediation.c.test_id)
Index("remediation_open_idx", remediation.c.status, postgresql_where=text("closed_at is null"))

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(Remediation).decode


async def save_remediations(connection: AsyncConnection, tests: Sequence[Test]) -> None:
    """Writes the rows of those of `tests` that have one, where they differ."""
    rows = [_row(one) for one in tests if one.remediation is not None]
    if rows:
        statement = upsert(remediation)
        changes = {name: statement.excluded[name] for name in rows[0] if name != "test_id"}
        await connection.execute(statement.on_conflict_do_update(index_elements=["test_id"], set_=changes), rows)


def _row(one: Test) -> dict[str, Any]:
    it = one.remediation
    if it is None:
        raise ValueError("no remediation")
    return {
        "test_id": one.id,
        "status": it.status,
        "owner_id": it.owner.id if it.owner else None,
        "due": it.due,
        "opened_at": it.opened_at,
        "closed_at": it.closed_at,
        "body": _encode(remediation_of(it)),
    }


_again = test.alias("again")
_of_it = and_(_again.c.retest_of == test.c.id, _again.c.deleted_at.is_(None), _again.c.cancelled_at.is_(None))
_RETESTS = select(func.count()).select_from(_again).where(_of_it).scalar_subquery()
_RETESTING = select(_again.c.id).where(_of_it, _again.c.validated_at.is_(None)).exists()
_wants = and_(remediation.c.status == "done", remediation.c.closed_at.is_(None), ~_RETESTING)
_overdue = and_(
    remediation.c.due < bindparam("today", type_=Date),
    remediation.c.status.in_([literal_column("'required'"), literal_column("'in_progress'")]),
)

_READER = Listing(
    rows=select(
        test.c.id,
        test.c.number,
        test.c.version,
        test.c.technique_id,
        test.c.attack_id,
        test.c.technique_name,
        test.c.procedure_name,
        test.c.result,
        remediation.c.body,
        _RETESTS,
        _wants,
        func.coalesce(_overdue, literal_column("false", type_=Boolean)),
    )
    .join(test, test.c.id == remediation.c.test_id)
    .where(test.c.deleted_at.is_(None), within_reach(test.c.campaign_id)),
    filters={
        "seen": or_(bindparam("sees_all", type_=Boolean), seen_by("me")),
        "statuses": remediation.c.status == func.any(bindparam("statuses", type_=ARRAY(Text))),
        "owners": remediation.c.owner_id == func.any(bindparam("owners", type_=ARRAY(Uuid))),
        "techniques": or_(
            test.c.technique_id == func.any(bindparam("techniques", type_=ARRAY(Uuid))),
            test.c.attack_id == func.any(bindparam("attack_ids", type_=ARRAY(Text))),
        ),
        # The other half of "techniques", which has both parameters: the two are always given together.
        "attack_ids": true(),
        "tests": test.c.id == func.any(bindparam("tests", type_=ARRAY(Uuid))),
        "numbers": test.c.number == func.any(bindparam("numbers", type_=ARRAY(BigInteger))),
        "open": remediation.c.closed_at.is_(None) == bindparam("open", type_=Boolean),
        "overdue": func.coalesce(_overdue, literal_column("false", type_=Boolean))
        == bindparam("overdue", type_=Boolean),
        "retest_wanted": _wants == bindparam("retest_wanted", type_=Boolean),
    },
    sorts={"due": due_or_last, "opened_at": remediation.c.opened_at, "number": test.c.number},
    tie=remediation.c.test_id,
).reader()


class SqlRemediationLists:
    """The port `RemediationLists`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, filters: RemediationFilters, request: PageRequest, seer: Seer, today: Any
    ) -> Page[RemediationView]:
        given: dict[str, Any] = {"seen": True}
        for field in fields(filters):
            value = getattr(filters, field.name)
            if value is not None and value != ():
                given[field.name] = list(value) if isinstance(value, tuple) else value
        if "techniques" in given or "attack_ids" in given:
            given = {"techniques": [], "attack_ids": [], **given}
        bound = {"me": seer.person, "sees_all": seer.sees_all, "today": today, **bound_to(seer)}
        return await _READER.page(self._database, request, given, _view, bound=bound)


def _view(*row: Any) -> RemediationView:
    id_, number, version, technique_id, attack_id, name, procedure, result, body, retests, wanted, overdue = row
    return view_of(
        _decode(body),
        test_id=id_,
        number=number,
        version=version,
        technique=TechniqueView(id=technique_id, attack_id=attack_id, name=name),
        procedure=procedure,
        result=result,
        retests=retests,
        retest_wanted=wanted,
        overdue=overdue,
    )
