"""Appends to the trail and signs its head, in the open unit of work."""

from collections.abc import Sequence
from typing import Any

import msgspec

from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_kernel.audit import AuditEntry
from aegis_reporting.application.audit.heads import Head, SignedHead
from aegis_reporting.domain.trail import TrailRow, sealed, storable

COLUMNS = TrailRow.__struct_fields__

_LOCKED_HEAD = "select sequence, hash from audit_head for update"
_HEAD = "select sequence, hash from audit_head"
_HAD = "select id from audit_event where id = any($1::text[])"
_MOVE_HEAD = "update audit_head set sequence = $1, hash = $2"
_ADD_SIGNATURE = """
insert into audit_signature (sequence, signed_at, hash, key_id, public_key, signature) values ($1, $2, $3, $4, $5, $6)
"""


class SqlTrail:
    """The trail's end (`Trail`, `SignedHeads`)."""

    def __init__(self, unit: SqlUnitOfWork) -> None:
        self._unit = unit

    async def append(self, entries: Sequence[AuditEntry]) -> int:
        """Takes the head's lock first, so that rows are numbered and chained by one at a time."""
        driver = await driver_of(self._unit.connection)
        head = await driver.fetchrow(_LOCKED_HEAD)
        sequence, previous = head["sequence"], head["hash"]
        rows: list[TrailRow] = []
        had = {row["id"] for row in await driver.fetch(_HAD, [storable(entry.id) for entry in entries])}
        for entry in entries:
            row = sealed(entry, sequence=sequence + 1, previous_hash=previous)
            if row.id in had:
                continue
            had.add(row.id)
            rows.append(row)
            sequence, previous = row.sequence, row.hash
        if rows:
            records: list[tuple[Any, ...]] = [msgspec.structs.astuple(row) for row in rows]
            await driver.copy_records_to_table("audit_event", columns=COLUMNS, records=records)
            await driver.execute(_MOVE_HEAD, sequence, previous)
        return len(rows)

    async def head(self) -> Head:
        """See the port."""
        driver = await driver_of(self._unit.connection)
        row = await driver.fetchrow(_HEAD)
        return Head(sequence=row["sequence"], hash=row["hash"])

    async def add(self, signed: SignedHead) -> None:
        """See the port."""
        driver = await driver_of(self._unit.connection)
        await driver.execute(
            _ADD_SIGNATURE,
            signed.head.sequence,
            signed.signed_at,
            signed.head.hash,
            signed.signature.key_id,
            signed.signature.public_key,
            signed.signature.signature,
        )
