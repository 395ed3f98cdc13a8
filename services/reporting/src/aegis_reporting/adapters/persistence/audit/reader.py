"""Reads the trail: pages, single rows, exports and the whole of it, in bounded memory."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from aegis_chassis.database.pool import Database
from aegis_kernel.paging import Page, PageRequest
from aegis_reporting.adapters.persistence.audit.conditions import conditions_of
from aegis_reporting.application.audit.filter import TrailFilter
from aegis_reporting.application.audit.heads import Head, Signature, SignedHead
from aegis_reporting.domain.trail import TrailRow

BATCH = 500

_COLUMNS = ", ".join(TrailRow.__struct_fields__)
_SELECT = f"select {_COLUMNS} from audit_event"  # noqa: S608  # our own column names
_END = """
select h.sequence, h.hash, s.sequence as signed_sequence, s.hash as signed_hash, s.signed_at, s.key_id, s.public_key,
    s.signature
from audit_head h left join (
    select * from audit_signature order by signed_at desc, sequence desc limit 1
) s on true
"""
_SIGNED = """
select sequence as signed_sequence, hash as signed_hash, signed_at, key_id, public_key, signature
from audit_signature order by sequence, signed_at
"""


class SqlTrailReader:
    """The trail from its table (`TrailReader`)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, wanted: TrailFilter, page: PageRequest) -> Page[TrailRow]:
        """See the port. The total, when asked for, comes with the page in one query."""
        filtered = conditions_of(wanted)
        total = f", (select count(*) from audit_event {filtered.where}) as total" if page.count else ""  # noqa: S608  # fixed texts
        descending = bool(page.sort) and page.sort[0].descending
        behind = filtered
        if page.after is not None:
            behind = filtered.and_("sequence < ${}" if descending else "sequence > ${}", page.after[0])
        behind = behind.and_limit(page.limit + 1)
        order = "desc" if descending else "asc"
        query = (
            f"select {_COLUMNS}{total} from audit_event {behind.where} "  # noqa: S608  # fixed texts
            f"order by sequence {order} {behind.limit}"
        )
        async with self._database.raw() as connection:
            found = await connection.fetch(query, *behind.arguments)
        rows = [_row(record) for record in found[: page.limit]]
        more = len(found) > page.limit
        return Page(
            items=rows,
            ends_at=(rows[-1].sequence, rows[-1].sequence) if more else None,
            total=(found[0]["total"] if found else 0) if page.count else None,
        )

    async def row(self, id_: str) -> TrailRow | None:
        """See the port."""
        async with self._database.raw() as connection:
            found = await connection.fetchrow(f"{_SELECT} where id = $1", id_)
        return _row(found) if found is not None else None

    async def end(self) -> tuple[Head, SignedHead | None]:
        """See the port."""
        async with self._database.raw() as connection:
            found = await connection.fetchrow(_END)
        head = Head(sequence=found["sequence"], hash=found["hash"])
        return head, _signed(found) if found["signature"] is not None else None

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator["SqlTrailSnapshot"]:
        """See the port. Takes one connection, and a REPEATABLE READ transaction on it, for as long as it is open."""
        async with (
            self._database.raw() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            head = await connection.fetchrow("select sequence, hash from audit_head")
            signed = [_signed(found) for found in await connection.fetch(_SIGNED)]
            yield SqlTrailSnapshot(connection, Head(sequence=head["sequence"], hash=head["hash"]), signed)

    async def batches(self, wanted: TrailFilter) -> AsyncIterator[Sequence[TrailRow]]:
        """See the port. A query a batch, so that a reader who is slow holds no connection meanwhile; rows never change,
        so that nothing is missed or told twice."""
        filtered = conditions_of(wanted)
        async with self._database.raw() as connection:
            last = await connection.fetchval("select sequence from audit_head")
        after = 0
        while True:
            these = filtered.and_("sequence > ${}", after).and_("sequence <= ${}", last).and_limit(BATCH)
            async with self._database.raw() as connection:
                found = await connection.fetch(
                    f"{_SELECT} {these.where} order by sequence {these.limit}", *these.arguments
                )
            if found:
                yield [_row(record) for record in found]
                after = found[-1]["sequence"]
            if len(found) < BATCH:
                return


class SqlTrailSnapshot:
    """The trail as it was when the transaction began (`TrailSnapshot`)."""

    def __init__(self, connection: Any, head: Head, signed: Sequence[SignedHead]) -> None:
        self.head = head
        self.signed = signed
        self._connection = connection

    async def rows(self) -> AsyncIterator[TrailRow]:
        """See the port."""
        async for record in self._connection.cursor(f"{_SELECT} order by sequence", prefetch=BATCH):
            yield _row(record)


def _row(record: Mapping[str, Any]) -> TrailRow:
    return TrailRow(**{name: record[name] for name in TrailRow.__struct_fields__})


def _signed(record: Mapping[str, Any]) -> SignedHead:
    return SignedHead(
        head=Head(sequence=record["signed_sequence"], hash=record["signed_hash"]),
        signed_at=record["signed_at"],
        signature=Signature(key_id=record["key_id"], public_key=record["public_key"], signature=record["signature"]),
    )
