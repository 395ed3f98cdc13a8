"""Cursors: where a page of one particular list ended, opaque to whoever holds it."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec

from aegis_chassis.web.errors import Unreadable
from aegis_kernel.errors import Fault
from aegis_kernel.paging import Position

LONGEST = 2_000

_POINTER = "/query/cursor"


def fingerprint(operation: str, sort: str, filters: Sequence[tuple[str, str]]) -> str:
    """What a cursor is bound to: the operation, the order, and the filters whatever their order."""
    text = msgspec.json.encode([operation, sort, sorted(filters)])
    return hashlib.blake2b(text, digest_size=9).hexdigest()


def encode_cursor(position: Position, list_: str) -> str:
    """The cursor for `position` in the list with the fingerprint `list_`."""
    return base64.urlsafe_b64encode(msgspec.json.encode([list_, *position])).rstrip(b"=").decode()


def decode_cursor(cursor: str, list_: str, types: Sequence[Any]) -> Position:
    """The position in a cursor, its values as `types`. Raises `Unreadable` (400) for a cursor of another list, one of
    another shape, and what never was one."""
    try:
        if len(cursor) > LONGEST:
            raise ValueError("too long")
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        of, *values = msgspec.json.decode(text, type=list[Any])
    except (ValueError, binascii.Error, msgspec.MsgspecError, RecursionError) as error:
        raise _refused("This is no cursor.") from error
    if of != list_:
        raise _refused("This cursor belongs to another list: other filters, another order or another address.")
    if len(values) != len(types):
        raise _refused("This is no cursor.")
    try:
        return tuple(msgspec.convert(value, type_) for value, type_ in zip(values, types, strict=True))
    except msgspec.ValidationError as error:
        raise _refused("This is no cursor.") from error


def _refused(detail: str) -> Unreadable:
    return Unreadable("bad_cursor", detail, [Fault(_POINTER, detail, "bad_cursor")])
