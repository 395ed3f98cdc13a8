"""Tests on PostgreSQL: read whole, written against the version they were read at, published as they are written."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_contracts.testing_tests import TESTING_TESTS
from aegis_kernel.errors import NotFound, Stale
from aegis_kernel.facts import Fact
from aegis_testing.adapters.persistence.changes import announce
from aegis_testing.adapters.persistence.reach import in_campaign, with_campaign
from aegis_testing.adapters.persistence.remediations import save_remediations
from aegis_testing.adapters.persistence.restored import restored
from aegis_testing.adapters.persistence.rows import documents_of, evidence_rows, row_of
from aegis_testing.adapters.persistence.tables import evidence, number_sequence, test, test_document
from aegis_testing.application.ports import TestRef
from aegis_testing.application.published import EVENT_TYPES, state_of, type_of
from aegis_testing.domain.circumstances import InCampaign
from aegis_testing.domain.events import TestEvent
from aegis_testing.domain.test import Test

_WHOLE = (
    select(test.c.id, test.c.version, test_document.c.document)
    .join(test_document, test_document.c.test_id == test.c.id)
    .where(test.c.deleted_at.is_(None))
)

LOCKED = (test, test_document)
"""What is locked of a test, always both: whoever waited for one alone would read the other as it was before."""


class SqlTests:
    """The port `Tests`, in the open transaction of a unit of work."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow
        self._told = False

    async def get(self, test_: TestRef, *, alone: bool = False) -> Test:
        column = test.c.id if isinstance(test_, UUID) else test.c.number
        statement = _WHOLE.where(column == test_)
        return await self._one(_locked(statement) if alone else statement, f"There is no test {test_}.")

    async def with_evidence(self, evidence_id: UUID) -> Test:
        statement = _WHOLE.join(evidence, evidence.c.test_id == test.c.id).where(evidence.c.id == evidence_id)
        return await self._one(_locked(statement), f"There is no evidence {evidence_id}.")

    async def _one(self, statement: Select[Any], otherwise: str) -> Test:
        row = (await self._uow.connection.execute(statement)).one_or_none()
        if row is None:
            raise NotFound("not_found", otherwise)
        return restored(row.id, row.version, row.document)

    async def next_number(self) -> int:
        number: int = (await self._uow.connection.execute(select(number_sequence.next_value()))).scalar_one()
        return number

    async def retests_of(self, original_id: UUID) -> int:
        statement = (
            select(func.count())
            .select_from(test)
            .where(test.c.retest_of == original_id, test.c.deleted_at.is_(None), test.c.cancelled_at.is_(None))
        )
        count: int = (await self._uow.connection.execute(statement)).scalar_one()
        return count

    async def in_campaign(self, test_: Test) -> InCampaign | None:
        if test_.campaign_id is None:
            return None
        statement = with_campaign(select(test.c.id)).where(test.c.id == test_.id)
        return in_campaign((await self._uow.connection.execute(statement)).mappings().one())

    async def add(self, made: Test) -> None:
        connection = self._uow.connection
        await connection.execute(insert(test), row_of(made))
        await connection.execute(insert(test_document), documents_of(made))
        await self._save_evidence(made)
        await save_remediations(connection, [made])
        await announce(connection, [made])
        self._publish(made)

    async def save(self, changed: Test) -> None:
        if changed.version == changed.read_version:
            return
        connection = self._uow.connection
        row = row_of(changed)
        statement = (
            update(test)
            .where(test.c.id == bindparam("id_"), test.c.version == bindparam("read_version"))
            .values({name: bindparam(name) for name in row if name != "id"})
        )
        values = {**row, "id_": row["id"], "read_version": changed.read_version}
        del values["id"]
        if (await connection.execute(statement, values)).rowcount != 1:
            raise Stale(await self._version_of(changed.id))
        document = documents_of(changed)
        await connection.execute(update(test_document).where(test_document.c.test_id == changed.id).values(document))
        await self._save_evidence(changed)
        await save_remediations(connection, [changed])
        await announce(connection, [changed])
        self._publish(changed)

    def _publish(self, changed: Test) -> None:
        """The first test of a command is what the audit trail says that it was about."""
        publish(self._uow, changed, noted=not self._told)
        self._told = True

    async def _save_evidence(self, changed: Test) -> None:
        rows = evidence_rows(changed)
        if not rows:
            return
        statement = upsert(evidence)
        statement = statement.on_conflict_do_update(
            index_elements=["id"],
            set_={name: statement.excluded[name] for name in rows[0] if name not in {"id", "test_id"}},
            where=evidence.c.version != statement.excluded.version,
        )
        await self._uow.connection.execute(statement, rows)

    async def _version_of(self, test_id: UUID) -> int:
        found = await self._uow.connection.execute(select(test.c.version).where(test.c.id == test_id))
        return found.scalar_one_or_none() or 0


def _locked(statement: Select[Any]) -> Select[Any]:
    return statement.with_for_update(of=LOCKED)


def publish(uow: SqlUnitOfWork, changed: Test, *, because: Fact[Any] | None = None, noted: bool = True) -> None:
    """Publishes what was recorded of `changed`; when `noted`, says what the audit trail will say of it. Of a
    hidden test neither says what has changed, nor why."""
    recorded = changed.take_recorded()
    if not recorded:
        return
    state = state_of(changed)
    differing: dict[str, list[Any]] = {}
    reasons: list[str] = []
    for one in recorded:
        event = one.event
        if not isinstance(event, TestEvent):
            raise TypeError(f"{event!r} is no event of a test")
        uow.publish(
            TESTING_TESTS,
            key=str(changed.id),
            version=one.version,
            type_=type_of(changed, EVENT_TYPES[type(event)]),
            state=state,
            changed={} if changed.hidden else event.changed,
            reason=None if changed.hidden else event.reason,
            because=because,
            anonymous=changed.hidden,
        )
        if changed.hidden:
            continue
        differing.update({name: [old, event.now.get(name)] for name, old in event.changed.items()})
        reasons += [event.reason] if event.reason else []
    if not noted:
        return
    uow.note(
        object_type=TESTING_TESTS.name,
        object_id=str(changed.id),
        changed=differing,
        reason="; ".join(reasons) or None,
    )


def all_from(rows: Sequence[Any]) -> list[Test]:
    """The tests in rows of id, version and document."""
    return [restored(row.id, row.version, row.document) for row in rows]
