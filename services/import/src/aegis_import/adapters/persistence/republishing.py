"""Publishes again what the import has said: the same ids and versions, which change nothing for whoever has them."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.bus import Outgoing
from aegis_chassis.messaging.envelope import encode
from aegis_chassis.messaging.outbox import append_to_outbox
from aegis_contracts.import_content import IMPORT_CONTENT
from aegis_contracts.import_runs import IMPORT_RUNS
from aegis_import.adapters.persistence.runs import RUN_COLUMNS, run_of_row
from aegis_import.adapters.persistence.tables import import_run
from aegis_import.application.claims import EVENT_TYPES
from aegis_import.application.published import TYPE_OF_STATE, state_of
from aegis_kernel.facts import Fact
from aegis_kernel.ids import event_id

BATCH = 1_000
_NOBODY = UUID(int=0)
_CLAIMS = """
select claim_id, kind, version, state, changed_at, withdrawn_at from claim
where claim_id > $1 order by claim_id limit $2
"""


class SqlRepublishing:
    """`Republishing` in the open unit of work, in the order of ids."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def claims(self, after: UUID | None) -> tuple[int, UUID | None]:
        """The next claims behind `after`: how many, and the last one."""
        driver = await driver_of(self._uow.connection)
        rows = await driver.fetch(_CLAIMS, after or _NOBODY, BATCH)
        await append_to_outbox(self._uow.connection, [_claim_record(row) for row in rows])
        return len(rows), rows[-1]["claim_id"] if rows else None

    async def runs(self, after: UUID | None) -> tuple[int, UUID | None]:
        """The next runs behind `after`, in their present state."""
        rows = (
            await self._uow.connection.execute(
                select(*RUN_COLUMNS).where(import_run.c.id > (after or _NOBODY)).order_by(import_run.c.id).limit(BATCH)
            )
        ).all()
        records = []
        for row in rows:
            run = run_of_row(row)
            topic, key = IMPORT_RUNS, str(run.id)
            fact = Fact(
                topic=topic.name,
                key=key,
                version=run.version,
                type=topic.types[TYPE_OF_STATE[run.state]],
                id=event_id(topic.name, key, run.version),
                time=run.finished_at or run.started_at or run.requested_at,
                state=state_of(run),
            )
            records.append(encode(fact, source="import"))
        await append_to_outbox(self._uow.connection, records)
        return len(rows), rows[-1].id if rows else None


def _claim_record(row: Any) -> Outgoing:
    key = str(row["claim_id"])
    type_ = "ContentWithdrawn" if row["withdrawn_at"] else EVENT_TYPES[row["kind"]]
    fact: Fact[None] = Fact(
        topic=IMPORT_CONTENT.name,
        key=key,
        version=row["version"],
        type=IMPORT_CONTENT.types[type_],
        id=event_id(IMPORT_CONTENT.name, key, row["version"]),
        time=row["changed_at"],
        state=None,
    )
    return encode(fact, source="import", value=b'{"state":' + row["state"] + b"}")
