"""Tests by the hundred, for reactions: locked, so that nobody changes them meanwhile, and written set-based."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, literal, or_, select
from sqlalchemy.dialects.postgresql import distinct_on

from aegis_chassis.database.bulk import upsert_changed
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_kernel.facts import Fact
from aegis_testing.adapters.persistence.changes import announce
from aegis_testing.adapters.persistence.repository import LOCKED, all_from, publish
from aegis_testing.adapters.persistence.restored import restored
from aegis_testing.adapters.persistence.rows import documents_of, row_of
from aegis_testing.adapters.persistence.tables import succession, technique, test, test_document
from aegis_testing.domain.procedure import Technique
from aegis_testing.domain.test import Test

LONGEST_CHAIN = 32
"""Successions lead no further; a circle, which the catalogue does not make, ends here too."""


def successors() -> Any:
    """For each technique that has successions: the one at the end of its chain, or itself once they are undone."""
    begin = select(succession.c.old_id.label("origin"), succession.c.old_id.label("current"), literal(0).label("step"))
    chain = begin.cte("chain", recursive=True)
    chain = chain.union_all(
        select(chain.c.origin, succession.c.target_id, chain.c.step + 1).join(
            succession,
            and_(
                succession.c.old_id == chain.c.current,
                succession.c.undone.is_(False),
                chain.c.step < LONGEST_CHAIN,
            ),
        )
    )
    return (
        select(chain.c.origin, chain.c.current)
        .ext(distinct_on(chain.c.origin))
        .order_by(chain.c.origin, chain.c.step.desc())
        .subquery("successor")
    )


class SqlManyTests:
    """The port `ManyTests`, in the open transaction of a unit of work."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def to_retarget(self, targets: Collection[UUID] | None) -> Sequence[tuple[Test, Technique]]:
        end = successors()
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
            .join(end, end.c.origin == test.c.drafted_technique_id)
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

    async def save_all(self, tests: Sequence[Test], *, because: Fact[Any] | None = None) -> None:
        changed = [one for one in tests if one.version != one.read_version]
        if not changed:
            return
        connection = self._uow.connection
        # They were locked when they were read in this transaction: their versions are still the ones that were read.
        await upsert_changed(connection, test, [row_of(one) for one in changed], key=["id"])
        await upsert_changed(connection, test_document, [documents_of(one) for one in changed], key=["test_id"])
        await announce(connection, changed)
        for one in changed:
            publish(self._uow, one, because=because)
