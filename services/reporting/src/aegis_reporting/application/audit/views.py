"""The audit trail as it goes out. These structs are the wire form."""

from datetime import datetime
from typing import Any

from msgspec import Struct, json

from aegis_reporting.application.audit.heads import Head, SignedHead
from aegis_reporting.domain.trail import TrailRow


class AuditActor(Struct, frozen=True, kw_only=True):
    """Who did it; `token_id` when an API token was used."""

    id: str | None
    name: str | None
    token_id: str | None


class AuditEventView(Struct, frozen=True, kw_only=True):
    """One entry of the trail. `outcome` is ``done``, ``denied`` or ``failed``; `changed` maps a field to
    ``[before, after]``. `hash` is hexadecimal."""

    id: str
    sequence: int
    at: datetime
    service: str
    action: str
    outcome: str
    object_type: str
    object_id: str
    actor: AuditActor | None
    address: str | None
    correlation_id: str | None
    changed: dict[str, list[Any]]
    reason: str | None
    hash: str


class HeadView(Struct, frozen=True, kw_only=True):
    """The end of the trail; `hash` is hexadecimal."""

    sequence: int
    hash: str


class SignatureView(Struct, frozen=True, kw_only=True):
    """A signed head: Ed25519 over the canonical JSON of ``{"hash", "sequence", "signed_at"}`` as they stand here, the
    time with six decimals. `public_key` and `signature` are hexadecimal. Keep it outside of Aegis: with it a trail that
    was written anew is found."""

    sequence: int
    hash: str
    signed_at: str
    key_id: str
    public_key: str
    signature: str


class TrailEndView(Struct, frozen=True, kw_only=True):
    """Where the trail ends, and the latest signature."""

    head: HeadView
    signed: SignatureView | None


class BreakView(Struct, frozen=True, kw_only=True):
    """The first row that is not what was written. `id` is None for one that is missing. `cause` is ``missing``,
    ``hash``, ``previous_hash``, ``head``, ``signature`` or ``forged_signature``."""

    sequence: int
    id: str | None
    cause: str
    detail: str


class SignaturesView(Struct, frozen=True, kw_only=True):
    """Signatures that were checked on the way. `other_keys` counts those by keys that are not the present one: they
    hold, but compare their keys with those you trust."""

    checked: int
    other_keys: int
    last_signed_at: datetime | None


class VerificationView(Struct, frozen=True, kw_only=True):
    """Whether the trail is what was written, from its first row to its head. `checked` rows were looked at."""

    intact: bool
    checked: int
    head: HeadView
    first_broken: BreakView | None
    signatures: SignaturesView
    verified_at: datetime


def event_view(row: TrailRow) -> AuditEventView:
    """A row as it goes out."""
    actor = AuditActor(id=row.actor_id, name=row.actor_name, token_id=row.token_id)
    return AuditEventView(
        id=row.id,
        sequence=row.sequence,
        at=row.at,
        service=row.service,
        action=row.action,
        outcome=row.outcome,
        object_type=row.object_type,
        object_id=row.object_id,
        actor=actor if row.actor_id or row.actor_name or row.token_id else None,
        address=row.address,
        correlation_id=row.correlation_id,
        changed=json.decode(row.changed),
        reason=row.reason,
        hash=row.hash.hex(),
    )


def head_view(head: Head) -> HeadView:
    """A head as it goes out."""
    return HeadView(sequence=head.sequence, hash=head.hash.hex())


def signature_view(signed: SignedHead, stamped: str) -> SignatureView:
    """A signed head as it goes out; `stamped` is its time as it was signed."""
    return SignatureView(
        sequence=signed.head.sequence,
        hash=signed.head.hash.hex(),
        signed_at=stamped,
        key_id=signed.signature.key_id,
        public_key=signed.signature.public_key.hex(),
        signature=signed.signature.signature.hex(),
    )
