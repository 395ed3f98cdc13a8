"""The XML of a spreadsheet's part, handed on element by element. No document type, so that no entity can be declared;
limits on depth and elements act while reading."""

from collections.abc import Mapping
from typing import Protocol
from xml.parsers import expat

LARGEST = 64 * 1024 * 1024
"""Bytes of a part; the largest honest one has 3 MB."""
ELEMENTS = 1_000_000
DEPTH = 100
_NAMES = 256


class BadSpreadsheet(Exception):
    """Not what it should be, or beyond a limit; the text says which part and why."""


class Handler(Protocol):
    """What takes the elements of a part. Names come without their namespace."""

    def begin(self, name: str, attributes: Mapping[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, text: str) -> None: ...


def read_part(name: str, content: bytes | bytearray, handler: Handler) -> None:
    """Hands the elements of a part to `handler`, which may raise `BadSpreadsheet` to stop. Raises it, too."""
    if len(content) > LARGEST:
        raise BadSpreadsheet(f"{name} is larger than {LARGEST:,} bytes")
    # All at once: expat 2.5 takes quadratic time over a long token that comes in pieces (CVE-2023-52425).
    parser = expat.ParserCreate(namespace_separator="}")
    parser.buffer_text = True
    parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
    parser.StartDoctypeDeclHandler = _refuse
    guard = _Guard(handler)
    parser.StartElementHandler = guard.begin
    parser.EndElementHandler = guard.end
    parser.CharacterDataHandler = handler.text
    try:
        parser.Parse(bytes(content), True)
    except expat.ExpatError as error:
        message = expat.ErrorString(error.code)
        raise BadSpreadsheet(f"{name} is not well-formed, line {error.lineno}: {message}") from error
    except (ValueError, LookupError) as error:
        # An encoding that is declared and unknown, or does not fit.
        raise BadSpreadsheet(f"{name} cannot be decoded: {error}") from error
    except BadSpreadsheet as error:
        raise BadSpreadsheet(f"{name} {error}") from error


def _refuse(*_: object) -> None:
    raise BadSpreadsheet("declares a document type, which is never read")


class _Guard:
    """Counts, and takes namespaces off."""

    def __init__(self, handler: Handler) -> None:
        self._begin = handler.begin
        self._end = handler.end
        self._depth = 0
        self._elements = 0
        self._names: dict[str, str] = {}

    def begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self._depth += 1
        self._elements += 1
        if self._depth > DEPTH:
            raise BadSpreadsheet(f"is nested deeper than {DEPTH}")
        if self._elements > ELEMENTS:
            raise BadSpreadsheet(f"has more than {ELEMENTS:,} elements")
        self._begin(self._names.get(name) or self._named(name), attributes)

    def end(self, name: str) -> None:
        self._depth -= 1
        self._end(self._names.get(name) or self._named(name))

    def _named(self, name: str) -> str:
        """The name without its namespace, kept: a part has few. One full of different names keeps the first."""
        local = name.rpartition("}")[2]
        if len(self._names) < _NAMES:
            self._names[name] = local
        return local
