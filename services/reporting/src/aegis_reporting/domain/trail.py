"""The audit trail as a chain: each row's hash covers its own content and the hash of the row before it.

``hash = SHA-256(previous hash + canonical JSON)``: the previous row's 32 bytes (zeros before the first), then the UTF-8
bytes of the row's canonical JSON (`canonical_row`), which every reader of an export can make again from the row.
"""

from datetime import UTC, datetime
from hashlib import sha256
from hmac import compare_digest
from json.encoder import encode_basestring as quoted

from msgspec import Struct

from aegis_kernel.audit import AuditEntry
from aegis_reporting.domain.canonical import canonical

GENESIS = bytes(32)
"""What stands for the hash of the row before the first."""


class TrailRow(Struct, frozen=True, kw_only=True):
    """One row of the trail. `changed` is canonical JSON, `sequence` counts from 1 without gaps."""

    sequence: int
    id: str
    at: datetime
    service: str
    action: str
    outcome: str
    object_type: str
    object_id: str
    actor_id: str | None
    actor_name: str | None
    token_id: str | None
    address: str | None
    correlation_id: str | None
    changed: str
    reason: str | None
    previous_hash: bytes
    hash: bytes


class Break(Struct, frozen=True, kw_only=True):
    """Where the chain is broken: the first row that is not what was written, or the place of one that is missing."""

    sequence: int
    id: str | None
    cause: str


def sealed(entry: AuditEntry, *, sequence: int, previous_hash: bytes) -> TrailRow:
    """`entry` as the row that follows the one with `previous_hash`.

    NUL characters, which PostgreSQL's text cannot hold, become U+FFFD before anything is hashed.
    """
    row = TrailRow(
        sequence=sequence,
        id=storable(entry.id),
        at=entry.at.astimezone(UTC),
        service=storable(entry.service),
        action=storable(entry.action),
        outcome=storable(entry.outcome),
        object_type=storable(entry.object_type),
        object_id=storable(entry.object_id),
        actor_id=_storable_or_none(entry.actor_id),
        actor_name=_storable_or_none(entry.actor_name),
        token_id=_storable_or_none(entry.token_id),
        address=_storable_or_none(entry.address),
        correlation_id=_storable_or_none(entry.correlation_id),
        changed=canonical(entry.changed),
        reason=_storable_or_none(entry.reason),
        previous_hash=previous_hash,
        hash=b"",
    )
    return _with_hash(row)


def canonical_row(row: TrailRow) -> bytes:
    """The row's content, hashes aside, as canonical JSON (RFC 8785): every field, in order of name."""
    return (
        f'{{"action":{quoted(row.action)},"actor_id":{_nullable(row.actor_id)},'
        f'"actor_name":{_nullable(row.actor_name)},"address":{_nullable(row.address)},"at":"{stamp(row.at)}",'
        f'"changed":{row.changed},"correlation_id":{_nullable(row.correlation_id)},"id":{quoted(row.id)},'
        f'"object_id":{quoted(row.object_id)},"object_type":{quoted(row.object_type)},'
        f'"outcome":{quoted(row.outcome)},"reason":{_nullable(row.reason)},"sequence":{row.sequence},'
        f'"service":{quoted(row.service)},"token_id":{_nullable(row.token_id)}}}'
    ).encode()


def stamp(instant: datetime) -> str:
    """An instant as hashes see it: UTC, always six decimals."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def head_statement(sequence: int, hash_: bytes, signed_at: datetime) -> bytes:
    """What a signature of the trail's head is made over."""
    return canonical({"hash": hash_.hex(), "sequence": sequence, "signed_at": stamp(signed_at)}).encode()


class Walk:
    """Follows the chain row by row, from `sequence` and `hash` of a row that is trusted (none: from the beginning).

    Needs no more memory than one row.
    """

    def __init__(self, *, sequence: int = 0, hash_: bytes = GENESIS) -> None:
        self.sequence = sequence
        self.hash = hash_

    def step(self, row: TrailRow) -> Break | None:
        """What is wrong with the next row, if anything; the walk ends there."""
        due = self.sequence + 1
        if row.sequence != due:
            return Break(sequence=due, id=None, cause="missing")
        if not compare_digest(row.previous_hash, self.hash):
            return Break(sequence=due, id=row.id, cause="previous_hash")
        if not compare_digest(row.hash, _hash_of(row)):
            return Break(sequence=due, id=row.id, cause="hash")
        self.sequence = row.sequence
        self.hash = row.hash
        return None

    def end(self, *, head_sequence: int, head_hash: bytes) -> Break | None:
        """What is wrong with the end that was reached: rows are missing after it, or the noted head is another."""
        if self.sequence < head_sequence:
            return Break(sequence=self.sequence + 1, id=None, cause="missing")
        if self.sequence > head_sequence or not compare_digest(self.hash, head_hash):
            return Break(sequence=self.sequence, id=None, cause="head")
        return None


def _hash_of(row: TrailRow) -> bytes:
    return sha256(row.previous_hash + canonical_row(row)).digest()


def _with_hash(row: TrailRow) -> TrailRow:
    values = {name: getattr(row, name) for name in row.__struct_fields__}
    return TrailRow(**values | {"hash": _hash_of(row)})


def _nullable(text: str | None) -> str:
    return "null" if text is None else quoted(text)


def storable(text: str) -> str:
    """`text` without what PostgreSQL's text cannot hold."""
    return text.replace("\x00", "\ufffd")


def _storable_or_none(text: str | None) -> str | None:
    return None if text is None else storable(text)
