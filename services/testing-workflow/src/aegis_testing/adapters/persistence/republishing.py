"""Tests read back for publishing again: the same ids, versions and states."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.envelope import encode
from aegis_chassis.messaging.outbox import append_to_outbox
from aegis_contracts.testing_tests import TESTING_TESTS, TestState
from aegis_kernel.facts import Fact
from aegis_kernel.ids import event_id
from aegis_testing.adapters.persistence.repository import LOCKED
from aegis_testing.adapters.persistence.restored import restored
from aegis_testing.adapters.persistence.tables import test, test_document
from aegis_testing.application.published import state_of, type_of
from aegis_testing.domain.test import Test

AT_ONCE = 200


class SqlRepublishing:
    """The port `Republishing`. Deleted drafts are published too: somebody may still have them."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def some(self, after: UUID | None) -> tuple[int, UUID | None]:
        # Locked, so that nobody publishes a later version before this one.
        statement = (
            select(test.c.id, test.c.version, test_document.c.document)
            .join(test_document, test_document.c.test_id == test.c.id)
            .order_by(test.c.id)
            .limit(AT_ONCE)
            .with_for_update(of=LOCKED)
        )
        if after is not None:
            statement = statement.where(test.c.id > after)
        rows: Sequence[Any] = (await self._uow.connection.execute(statement)).all()
        facts = [_again(restored(row.id, row.version, row.document)) for row in rows]
        await append_to_outbox(self._uow.connection, [encode(fact, source="testing-workflow") for fact in facts])
        return len(rows), rows[-1].id if len(rows) == AT_ONCE else None


def _again(one: Test) -> Fact[TestState]:
    key = str(one.id)
    return Fact(
        topic=TESTING_TESTS.name,
        key=key,
        version=one.version,
        type=TESTING_TESTS.types[type_of(one, one.last_event)],
        id=event_id(TESTING_TESTS.name, key, one.version),
        time=one.updated_at or one.drafted_at,
        state=state_of(one),
    )
