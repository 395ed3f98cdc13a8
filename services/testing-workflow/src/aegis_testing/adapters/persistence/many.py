"""Tests by the hundred, for reactions: locked, so that nobody changes them meanwhile, and written set-based."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Uuid, and_, bindparam, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, distinct_on

from aegis_chassis.database.bulk import upsert_changed
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_kernel.facts import Fact
from aegis_testing.adapters.persistence.changes import announce
from aegis_testing.adapters.persistence.remediations import save_remediations
from aegis_testing.adapters.persistence.repository import LOCKED, all_from, publish
from aegis_testing.adapters.persistence.restored import restored
from aegis_testing.adapters.persistence.rows import documents_of, row_of
from aegis_testing.adapters.persistence.tables import succession, succession_test, technique, test, test_document
from aegis_testing.application.ports import TestRef
from aegis_testing.domain.procedure import Technique
from aegis_testing.domain.test import Test

LONGEST_CHAIN = 32
"""Successions lead no further; a circle, which the catalogue does not make, ends here too."""
LONGEST_LINE = 200
"""Retests and reruns of one test are looked back for no further."""


def ends_of_tests() -> Any:
    """For each test whose technique has successions: the technique at the end of its way, or the one that it was
    drafted of once they are undone. A test that a person led elsewhere goes there, and on from there; so do those that
    continue its line."""
    followed = and_(test.c.deleted_at.is_(None), test.c.drafted_technique_id.in_(select(succession.c.old_id)))
    begin = select(
        test.c.id.label("test_id"), test.c.drafted_technique_id.label("current"), literal(0).label("step")
    ).where(followed)
    way = begin.cte("way", recursive=True)
    led = _led_elsewhere(followed)
    way = way.union_all(
        select(way.c.test_id, func.coalesce(led.c.target_id, succession.c.target_id), way.c.step + 1)
        .select_from(
            way.join(succession, and_(succession.c.old_id == way.c.current, succession.c.undone.is_(False))).outerjoin(
                led, and_(led.c.old_id == way.c.current, led.c.test_id == way.c.test_id)
            )
        )
        .where(way.c.step < LONGEST_CHAIN, or_(succession.c.all_tests.is_(True), led.c.target_id.is_not(None)))
    )
    return (
        select(way.c.test_id, way.c.current)
        .ext(distinct_on(way.c.test_id))
        .order_by(way.c.test_id, way.c.step.desc())
        .subquery("ending")
    )


def _led_elsewhere(followed: ColumnElement[bool]) -> Any:
    """The tests that people led to a technique of their own, with those that retest or rerun them: of several that one
    continues, the nearest counts."""
    any_at_all = select(literal(1)).select_from(succession_test).exists()
    kin = (
        select(test.c.id.label("test_id"), test.c.id.label("ancestor_id"), literal(0).label("step"))
        .where(followed, any_at_all)
        .cte("kin", recursive=True)
    )
    before = func.coalesce(test.c.retest_of, test.c.rerun_of)
    kin = kin.union_all(
        select(kin.c.test_id, before, kin.c.step + 1)
        .join(test, test.c.id == kin.c.ancestor_id)
        .where(before.is_not(None), kin.c.step < LONGEST_LINE)
    )
    return (
        select(kin.c.test_id, succession_test.c.old_id, succession_test.c.target_id)
        .ext(distinct_on(kin.c.test_id, succession_test.c.old_id))
        .join(succession_test, succession_test.c.test_id == kin.c.ancestor_id)
        .order_by(kin.c.test_id, succession_test.c.old_id, kin.c.step)
        .cte("led")
    )


class SqlManyTests:
    """The port `ManyTests`, in the open transaction of a unit of work."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def to_retarget(self, targets: Collection[UUID] | None) -> Sequence[tuple[Test, Technique]]:
        end = ends_of_tests()
        statement = (
            select(
                test.c.id,
                test.c.version,
                test_document.c.document,
                technique.c.id.label("target_id"),
                technique.c.attack_id,
                technique.c.name,
            )
            .join(test_document, test_document.c.test_id == test.c.id)
            .join(end, end.c.test_id == test.c.id)
            .join(technique, technique.c.id == end.c.current)
            .where(test.c.technique_id != end.c.current, test.c.deleted_at.is_(None))
            .order_by(test.c.id)
            .with_for_update(of=LOCKED)
        )
        if targets is not None:
            statement = statement.where(end.c.current == func.any(list(targets)))
        rows = (await self._uow.connection.execute(statement)).all()
        return [
            (
                restored(row.id, row.version, row.document),
                Technique(id=row.target_id, attack_id=row.attack_id, name=row.name),
            )
            for row in rows
        ]

    async def open_sides_of(self, people: Collection[UUID]) -> Sequence[Test]:
        who = list(people)
        statement = (
            select(test.c.id, test.c.version, test_document.c.document)
            .join(test_document, test_document.c.test_id == test.c.id)
            .where(
                or_(test.c.red_assignee_id.in_(who), test.c.blue_assignee_id.in_(who)),
                test.c.state.not_in(["validated", "cancelled"]),
                test.c.deleted_at.is_(None),
            )
            .order_by(test.c.id)
            .with_for_update(of=LOCKED)
        )
        return all_from((await self._uow.connection.execute(statement)).all())

    async def to_reveal(self, now: datetime, limit: int) -> Sequence[Test]:
        statement = (
            select(test.c.id, test.c.version, test_document.c.document)
            .join(test_document, test_document.c.test_id == test.c.id)
            .where(test.c.hidden, test.c.reveal_at <= now, test.c.deleted_at.is_(None))
            .order_by(test.c.reveal_at, test.c.id)
            .limit(limit)
            .with_for_update(of=LOCKED)
        )
        return all_from((await self._uow.connection.execute(statement)).all())

    async def get_all(self, refs: Collection[TestRef]) -> Mapping[TestRef, Test]:
        statement = (
            select(test.c.id, test.c.version, test_document.c.document)
            .join(test_document, test_document.c.test_id == test.c.id)
            .where(
                or_(
                    test.c.id == func.any(bindparam("ids", type_=ARRAY(Uuid))),
                    test.c.number == func.any(bindparam("numbers", type_=ARRAY(BigInteger))),
                ),
                test.c.deleted_at.is_(None),
            )
            .order_by(test.c.id)
            .with_for_update(of=LOCKED)
        )
        named: dict[str, Any] = {
            "ids": [ref for ref in refs if isinstance(ref, UUID)],
            "numbers": [ref for ref in refs if isinstance(ref, int)],
        }
        found: dict[TestRef, Test] = {}
        for one in all_from((await self._uow.connection.execute(statement, named)).all()):
            found[one.id] = found[one.number] = one
        return {ref: found[ref] for ref in refs if ref in found}

    async def save_all(self, tests: Sequence[Test], *, because: Fact[Any] | None = None) -> None:
        changed = [one for one in tests if one.version != one.read_version]
        if not changed:
            return
        connection = self._uow.connection
        # They were locked when they were read in this transaction: their versions are still the ones that were read.
        await upsert_changed(connection, test, [row_of(one) for one in changed], key=["id"])
        await upsert_changed(connection, test_document, [documents_of(one) for one in changed], key=["test_id"])
        await save_remediations(connection, changed)
        await announce(connection, changed)
        for one in changed:
            publish(self._uow, one, because=because)
