"""Where the trail ends, and who vouched for it."""

from datetime import datetime

from msgspec import Struct


class Head(Struct, frozen=True, kw_only=True):
    """The end of the trail: its last row's sequence and hash (0 and zeros while it is empty)."""

    sequence: int
    hash: bytes


class Signature(Struct, frozen=True, kw_only=True):
    """A signature with the key that it can be checked by. `key_id` is the JWK thumbprint of the key (RFC 7638)."""

    key_id: str
    public_key: bytes
    signature: bytes


class SignedHead(Struct, frozen=True, kw_only=True):
    """A head that was signed: by Ed25519, over `domain.trail.head_statement`."""

    head: Head
    signed_at: datetime
    signature: Signature
