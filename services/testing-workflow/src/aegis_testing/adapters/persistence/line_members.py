"""Reads the tests of a line: one statement."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Boolean, ColumnElement, Uuid, and_, bindparam, func, or_, select

from aegis_chassis.database.compiled import Compiled, compiled
from aegis_chassis.database.pool import Database
from aegis_contracts.testing_tests import LineResult
from aegis_kernel.errors import NotFound
from aegis_testing.adapters.persistence.blindness import NO_TECHNIQUE, seen_by
from aegis_testing.adapters.persistence.reach import bound_to, within_reach
from aegis_testing.adapters.persistence.tables import test, test_document
from aegis_testing.application.ports import TestRef
from aegis_testing.application.queries.line import LineMember
from aegis_testing.application.queries.seer import Seer
from aegis_testing.application.queries.test_detail import TechniqueView

MOST = 200

_named = test.alias("named")
_decoder = msgspec.json.Decoder(tuple[LineResult, ...])


_SEES_ALL = bindparam("sees_all", type_=Boolean)
_sees_named = or_(_SEES_ALL, _named.c.hidden.is_(False), bindparam("me", type_=Uuid) == func.any(_named.c.white_cell))


def _members(condition: ColumnElement[bool]) -> Compiled:
    return compiled(
        select(
            _named.c.technique_id,
            _named.c.attack_id,
            _named.c.technique_name,
            _named.c.procedure_name,
            test.c.id,
            test.c.number,
            test.c.state,
            test.c.result,
            test.c.drafted_at,
            test.c.validated_at,
            test.c.retest_of,
            test.c.rerun_of,
            test_document.c.lines,
            _sees_named.label("sees_named"),
        )
        .select_from(_named)
        .join(
            test,
            and_(
                test.c.technique_id == _named.c.technique_id,
                test.c.procedure_key == _named.c.procedure_key,
                test.c.deleted_at.is_(None),
                or_(_SEES_ALL, seen_by("me"), test.c.id == _named.c.id),
            ),
        )
        .join(test_document, test_document.c.test_id == test.c.id)
        .where(
            condition,
            _named.c.deleted_at.is_(None),
            within_reach(test.c.campaign_id),
            within_reach(_named.c.campaign_id),
        )
        .order_by(test.c.drafted_at.desc(), test.c.id.desc())
        .limit(MOST)
    )


_BY_ID = _members(_named.c.id == bindparam("ref"))
_BY_NUMBER = _members(_named.c.number == bindparam("ref"))


class SqlLineMembers:
    """The port `LineMembers`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, test_: TestRef, seer: Seer) -> tuple[TechniqueView, str, Sequence[LineMember]]:
        query = _BY_ID if isinstance(test_, UUID) else _BY_NUMBER
        given = {"ref": test_, "me": seer.person, "sees_all": seer.sees_all, **bound_to(seer)}
        async with self._database.raw() as connection:
            rows = await connection.fetch(query.sql, *query.arguments(given))
        if not rows:
            raise NotFound("not_found", f"There is no test {test_}.")
        first = rows[0]
        if not first["sees_named"]:
            return NO_TECHNIQUE, "", ()
        technique = TechniqueView(id=first["technique_id"], attack_id=first["attack_id"], name=first["technique_name"])
        return technique, first["procedure_name"], [_member(row) for row in rows]


def _member(row: Any) -> LineMember:
    return LineMember(
        id=row["id"],
        number=row["number"],
        state=row["state"],
        result=row["result"],
        drafted_at=row["drafted_at"],
        validated_at=row["validated_at"],
        retest_of=row["retest_of"],
        rerun_of=row["rerun_of"],
        lines=_decoder.decode(row["lines"]),
    )
