"""Reads the tests of a line: one statement."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, and_, bindparam, select

from aegis_chassis.database.compiled import Compiled, compiled
from aegis_chassis.database.pool import Database
from aegis_contracts.testing_tests import LineResult
from aegis_kernel.errors import NotFound
from aegis_testing.adapters.persistence.tables import test, test_document
from aegis_testing.application.ports import TestRef
from aegis_testing.application.queries.line import LineMember
from aegis_testing.application.queries.test_detail import TechniqueView

MOST = 200

_named = test.alias("named")
_decoder = msgspec.json.Decoder(tuple[LineResult, ...])


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
        )
        .select_from(_named)
        .join(
            test,
            and_(
                test.c.technique_id == _named.c.technique_id,
                test.c.procedure_key == _named.c.procedure_key,
                test.c.deleted_at.is_(None),
            ),
        )
        .join(test_document, test_document.c.test_id == test.c.id)
        .where(condition, _named.c.deleted_at.is_(None))
        .order_by(test.c.drafted_at.desc(), test.c.id.desc())
        .limit(MOST)
    )


_BY_ID = _members(_named.c.id == bindparam("ref"))
_BY_NUMBER = _members(_named.c.number == bindparam("ref"))


class SqlLineMembers:
    """The port `LineMembers`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, test_: TestRef) -> tuple[TechniqueView, str, Sequence[LineMember]]:
        query = _BY_ID if isinstance(test_, UUID) else _BY_NUMBER
        async with self._database.raw() as connection:
            rows = await connection.fetch(query.sql, *query.arguments({"ref": test_}))
        if not rows:
            raise NotFound("not_found", f"There is no test {test_}.")
        first = rows[0]
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
