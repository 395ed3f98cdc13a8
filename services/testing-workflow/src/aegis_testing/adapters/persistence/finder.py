"""Reads one test with what its rules need besides: one statement on the driver's own connection."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, func, select

from aegis_chassis.database.compiled import Compiled, compiled
from aegis_chassis.database.pool import Database
from aegis_kernel.errors import NotFound
from aegis_testing.adapters.persistence.neighbours import POLICY_KEY
from aegis_testing.adapters.persistence.reach import in_campaign, with_campaign
from aegis_testing.adapters.persistence.restored import restored
from aegis_testing.adapters.persistence.tables import evidence, organisation, test, test_document
from aegis_testing.application.ports import Found, TestRef
from aegis_testing.domain.circumstances import Policy

_again = test.alias("again")
_RETESTS = (
    select(func.count())
    .select_from(_again)
    .where(
        _again.c.retest_of == func.coalesce(test.c.retest_of, test.c.id),
        _again.c.deleted_at.is_(None),
        _again.c.cancelled_at.is_(None),
    )
    .scalar_subquery()
)


def _one_where(condition: ColumnElement[bool]) -> Compiled:
    return compiled(
        with_campaign(
            select(
                test.c.id,
                test.c.version,
                test_document.c.document,
                organisation.c.review,
                organisation.c.skew_tolerance_seconds,
                _RETESTS.label("retests"),
            )
            .join(test_document, test_document.c.test_id == test.c.id)
            .outerjoin(organisation, organisation.c.key == POLICY_KEY)
            .where(condition, test.c.deleted_at.is_(None))
        )
    )


_BY_ID = _one_where(test.c.id == bindparam("ref"))
_BY_NUMBER = _one_where(test.c.number == bindparam("ref"))
_BY_EVIDENCE = _one_where(
    test.c.id == select(evidence.c.test_id).where(evidence.c.id == bindparam("ref")).scalar_subquery()
)


class SqlTestFinder:
    """The port `TestFinder`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, test_: TestRef, now: datetime) -> Found:
        query = _BY_ID if isinstance(test_, UUID) else _BY_NUMBER
        return await self._find(query, test_, f"There is no test {test_}.", now)

    async def with_evidence(self, evidence_id: UUID, now: datetime) -> Found:
        return await self._find(_BY_EVIDENCE, evidence_id, f"There is no evidence {evidence_id}.", now)

    async def _find(self, query: Compiled, ref: Any, otherwise: str, now: datetime) -> Found:
        async with self._database.raw() as connection:
            row = await connection.fetchrow(query.sql, *query.arguments({"ref": ref}))
        if row is None:
            raise NotFound("not_found", otherwise)
        policy = Policy()
        if row["review"] is not None:
            policy = Policy(review=row["review"], skew_tolerance_seconds=row["skew_tolerance_seconds"])
        found = restored(row["id"], row["version"], row["document"])
        return Found(test=found, policy=policy, retests=row["retests"], read_at=now, campaign=in_campaign(row))
