"""JSON from strangers. Stated ways: UTF-8 only; NaN and its like are refused; nesting has a limit; an object
that names a key twice is bad, as in every other format (TOML knows no other way): the entry that it is part of, or the
file where that is all there is."""

import json
from typing import Any

import msgspec

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder().decode
_PAIR = b'":'


class BadJson(Exception):
    """Not JSON, not UTF-8, or nested too deeply; the text says which."""


def without_mark(text: bytes | bytearray) -> memoryview:
    """The text behind a byte order mark, which UTF-8 may have."""
    view = memoryview(text)
    return view[len(_BYTE_ORDER_MARK) :] if bytes(view[:3]) == _BYTE_ORDER_MARK else view


def decode_json(text: msgspec.Raw | bytes | memoryview, *, depth: int) -> Any:
    """The value of `text`. Raises `BadJson`."""
    try:
        value = _decode(text)
    except UnicodeDecodeError as error:
        raise BadJson(f"the text is not UTF-8 ({error.reason})") from error
    except RecursionError as error:
        raise BadJson(f"it is nested deeper than {depth}") from error
    except msgspec.MsgspecError as error:
        raise BadJson(str(error)) from error
    written = bytes(text)
    if written.count(b"{") + written.count(b"[") > depth and is_deeper(value, depth):
        raise BadJson(f"it is nested deeper than {depth}")
    return value


def is_deeper(value: Any, depth: int) -> bool:
    """Whether lists and objects are nested deeper than `depth`. Goes level by level, so that it needs no stack."""
    level = [value]
    for _ in range(depth + 1):
        below: list[Any] = []
        for one in level:
            if isinstance(one, dict):
                below.extend(part for part in one.values() if isinstance(part, dict | list))
            elif isinstance(one, list):
                below.extend(part for part in one if isinstance(part, dict | list))
        if not below:
            return False
        level = below
    return True


def repeated_key(text: bytes, value: Any) -> str | None:
    """A key that some object in `text`, which decodes to `value`, names twice.

    Counted first: a quotation mark that ends a key is followed by a colon, one inside a text is escaped, and the
    text and `value` written anew have as many. Only where they have not is every object looked at.
    """
    if text.count(_PAIR) == _encode(value).count(_PAIR):
        return None
    repeated: list[str] = []

    def look(pairs: list[tuple[str, Any]]) -> None:
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                repeated.append(key)
            seen.add(key)

    json.loads(text, object_pairs_hook=look)
    return repeated[0] if repeated else None
