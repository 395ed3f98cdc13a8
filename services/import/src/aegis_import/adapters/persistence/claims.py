"""What each source said last, and how a read differs from it: set-based, over one temporary table."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from aegis_chassis.database.bulk import copy_rows
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.outbox import append_to_outbox
from aegis_import.adapters.persistence.claim_events import claims_records, outline_record
from aegis_import.adapters.persistence.first_sight import KINDS_SEEN, as_first_seen
from aegis_import.adapters.persistence.tables import claim
from aegis_import.application.reads import Change, Compared, Read, ReadEntry
from aegis_import.domain.counts import KindCounts
from aegis_import.domain.run import ImportRun
from aegis_import.domain.source import DataSource

_COMPARED = ("claim_id", "kind", "key", "fingerprint")
_DIFFERING = """
select incoming.claim_id, present.version
from incoming_claim incoming left join claim present using (claim_id)
where present.claim_id is null or present.withdrawn_at is not null or present.fingerprint <> incoming.fingerprint
"""
_HAD = "select kind, count(*) as had from claim where source_id = $1 and withdrawn_at is null group by kind"
_GONE = """
select present.claim_id, present.kind, present.key, present.name, present.version, present.state
from claim present
where present.source_id = $1 and present.withdrawn_at is null
  and not exists (select from incoming_claim incoming where incoming.claim_id = present.claim_id)
  and present.key <> all($2::text[]) and present.path <> all($3::text[])
order by present.kind, present.key
"""
_WRITTEN = ("claim_id", "source_id", "kind", "key", "name", "path", "fingerprint", "state", "version", "changed_at")
_REPLACED = "delete from claim where claim_id = any($1::uuid[])"
_WITHDRAW = """
update claim set version = version + 1, withdrawn_at = $2, changed_at = $2, state = gone.state
from unnest($1::uuid[], $3::bytea[]) as gone(claim_id, state)
where claim.claim_id = gone.claim_id
"""
_STATES = "select claim_id, state from claim where claim_id = any($1::uuid[])"


class SqlClaims:
    """`Claims` in the open unit of work. One a run: `publish` goes on from what `compare` found."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow
        self._versions: dict[UUID, int | None] = {}
        self._gone: Sequence[Any] = ()

    async def active(self, source_id: UUID) -> Mapping[str, int]:
        """How many claims of each kind the source has."""
        driver = await driver_of(self._uow.connection)
        return {row["kind"]: row["had"] for row in await driver.fetch(_HAD, source_id)}

    async def compare(self, source_id: UUID, read: Read, *, samples: int) -> Compared:
        """How `read` differs from what the source said before. What a bad entry's key or file gave is not missing, and
        nothing is after a read that was not complete, or of a window."""
        driver = await driver_of(self._uow.connection)
        rows = [(entry.claim_id, entry.kind, entry.key, entry.fingerprint) for entry in read.entries]
        await copy_rows(self._uow.connection, claim, _COMPARED, rows)
        self._versions = {row["claim_id"]: row["version"] for row in await driver.fetch(_DIFFERING)}
        self._gone = (
            await driver.fetch(_GONE, source_id, sorted(read.kept_keys), sorted(read.kept_paths))
            if read.complete and not read.window
            else ()
        )
        had = await self.active(source_id)
        return Compared(
            counts=self._counts(read),
            had=sum(had.values()),
            samples=await self._samples(read, samples) if samples else (),
        )

    async def publish(self, run: ImportRun, source: DataSource, read: Read, *, now: datetime) -> None:
        """Keeps and publishes what differs. The records lie in the outbox in the order of the read, then the
        withdrawals, then the end of the run."""
        driver = await driver_of(self._uow.connection)
        differing = await self._as_first_seen([entry for entry in read.entries if entry.claim_id in self._versions])
        versions = {entry.claim_id: (self._versions[entry.claim_id] or 0) + 1 for entry in differing}
        records, withdrawn = claims_records(run, source, read.release, differing, versions, self._gone, now)
        await append_to_outbox(self._uow.connection, records)
        rows = [
            (e.claim_id, source.id, e.kind, e.key, e.name, e.path, e.fingerprint, e.state, versions[e.claim_id], now)
            for e in differing
        ]
        if rows:
            # Straight into the table: by way of a temporary one, states would be compressed, which takes longer.
            changed = [claim_id for claim_id, version in versions.items() if version > 1]
            await driver.execute(_REPLACED, changed)
            await driver.copy_records_to_table(claim.name, columns=_WRITTEN, records=rows)
        if withdrawn:
            await driver.execute(_WITHDRAW, list(withdrawn), now, list(withdrawn.values()))

    async def _as_first_seen(self, entries: Sequence[ReadEntry]) -> list[ReadEntry]:
        """The entries, those that were there before with what their first sight decided."""
        known = [e.claim_id for e in entries if e.kind in KINDS_SEEN and self._versions[e.claim_id] is not None]
        if not known:
            return list(entries)
        driver = await driver_of(self._uow.connection)
        before = {row["claim_id"]: row["state"] for row in await driver.fetch(_STATES, known)}
        return [as_first_seen(e, before[e.claim_id]) if e.claim_id in before else e for e in entries]

    async def outline(self, run: ImportRun, source: DataSource, read: Read, *, now: datetime) -> None:
        """Says what release was read, where it was one of ATT&CK."""
        if read.outline is not None:
            await append_to_outbox(self._uow.connection, [outline_record(run, source, read.outline, now)])

    def _counts(self, read: Read) -> dict[str, KindCounts]:
        counts: defaultdict[str, dict[str, int]] = defaultdict(
            lambda: {"new": 0, "changed": 0, "unchanged": 0, "withdrawn": 0, "skipped": 0}
        )
        for entry in read.entries:
            counts[entry.kind][self._class_of(entry.claim_id)] += 1
        for row in self._gone:
            counts[row["kind"]]["withdrawn"] += 1
        for kind, skipped in read.skipped.items():
            counts[kind]["skipped"] += skipped
        return {kind: KindCounts(**of_kind) for kind, of_kind in counts.items()}

    def _class_of(self, claim_id: UUID) -> str:
        if claim_id not in self._versions:
            return "unchanged"
        return "new" if self._versions[claim_id] is None else "changed"

    async def _samples(self, read: Read, most: int) -> tuple[Change, ...]:
        of_class: dict[str, list[Any]] = {"new": [], "changed": []}
        for entry in read.entries:
            found = of_class.get(self._class_of(entry.claim_id))
            if found is not None and len(found) < most:
                found.append(entry)
        driver = await driver_of(self._uow.connection)
        rows = await driver.fetch(_STATES, [entry.claim_id for entry in of_class["changed"]])
        before = {row["claim_id"]: row["state"] for row in rows}
        changes = [Change(class_="new", kind=e.kind, key=e.key, name=e.name) for e in of_class["new"]]
        for e in await self._as_first_seen(of_class["changed"]):
            fields = _differing(before[e.claim_id], e.state)
            changes.append(Change(class_="changed", kind=e.kind, key=e.key, name=e.name, fields=fields))
        changes += [
            Change(class_="withdrawn", kind=row["kind"], key=row["key"], name=row["name"]) for row in self._gone[:most]
        ]
        bad = [one for one in read.problems if one.severity == "bad_entry"][:most]
        changes += [Change(class_="skipped", kind=b.kind or "", key=b.key or "", name=b.path or "") for b in bad]
        return tuple(changes)


def _differing(before: bytes, after: bytes) -> tuple[str, ...]:
    """The fields in which two states of a claim differ; those of its item by their own names."""
    old, new = msgspec.json.decode(before), msgspec.json.decode(after)
    names = {f"{name}" for name in old["item"] | new["item"] if old["item"].get(name) != new["item"].get(name)}
    names |= {name for name in ("url", "modified", "priority", "withdrawn_at") if old.get(name) != new.get(name)}
    return tuple(sorted(names))
