"""One text for one JSON value: RFC 8785 (JSON Canonicalization Scheme), so that anybody can compute our hashes again.

One step beyond it: whole numbers keep all their digits, also those that a double could not hold.
"""

import math
from collections.abc import Iterator
from decimal import Decimal
from json.encoder import encode_basestring as quoted
from typing import Any

_EXPONENT_FROM = 21
"""ECMAScript writes numbers of more digits before the point than this with an exponent."""
_EXPONENT_BELOW = -6


def canonical(value: Any) -> str:
    """`value` (None, bool, int, float, str, list, tuple or dict with text keys, nested) as canonical JSON.

    Raises `ValueError` for NaN and infinities, `TypeError` for what JSON does not have.
    """
    return "".join(_parts(value))


def _parts(value: Any) -> Iterator[str]:
    match value:
        case None:
            yield "null"
        case bool():
            yield "true" if value else "false"
        case str():
            yield quoted(value)
        case int():
            yield str(value)
        case float():
            yield _number(value)
        case list() | tuple():
            yield "["
            for index, item in enumerate(value):
                if index:
                    yield ","
                yield from _parts(item)
            yield "]"
        case dict():
            yield "{"
            for index, (name, item) in enumerate(sorted(value.items(), key=_code_units)):
                if index:
                    yield ","
                yield quoted(name)
                yield ":"
                yield from _parts(item)
            yield "}"
        case _:
            raise TypeError(f"{type(value).__name__} is not a JSON value")


def _code_units(entry: tuple[str, Any]) -> bytes:
    """Members are ordered by the UTF-16 code units of their names."""
    return entry[0].encode("utf-16-be")


def _number(value: float) -> str:
    """As ECMAScript's Number.prototype.toString writes it: the shortest digits that read back as the same double."""
    if not math.isfinite(value):
        raise ValueError(f"{value} is not a JSON number")
    if value == 0:
        return "0"
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    text = "".join(map(str, digits))
    count = len(text)
    point = int(exponent) + count  # how many digits stand before the point
    if count <= point <= _EXPONENT_FROM:
        body = text + "0" * (point - count)
    elif 0 < point <= _EXPONENT_FROM:
        body = f"{text[:point]}.{text[point:]}"
    elif _EXPONENT_BELOW < point <= 0:
        body = f"0.{'0' * -point}{text}"
    else:
        fraction = f".{text[1:]}" if count > 1 else ""
        body = f"{text[0]}{fraction}e{point - 1:+d}"
    return f"-{body}" if sign else body
