"""Whole JSON files whose objects become entries: read within limits, kept untyped until a parser says what they are."""

from typing import Any, TypeVar

import msgspec

from aegis_import.adapters.archives.json_text import BadJson, decode_json, repeated_key, without_mark
from aegis_import.adapters.archives.selecting import Selected
from aegis_import.application.parsing import Archive, BadArchive, BadMember

S = TypeVar("S", bound=msgspec.Struct)
DEPTH = 64
"""How deeply lists and objects may be nested; upstreams' deepest is 16."""
MOST = 200_000
"""Parts of one file; the largest honest one, of ATT&CK, has 25,843. 256 MB could hold 85 million empty ones."""


def read_part(archive: Archive, one: Selected) -> bytes | bytearray:
    """The content of a file without which the whole cannot be told. Raises `BadArchive` when it cannot be read: what
    is missing then would look as if upstream had dropped it."""
    try:
        return archive.read(one.member)
    except BadMember as error:
        raise BadArchive("corrupt_member", f"{one.path} {error}.") from error


def check_count(path: str, count: int, most: int = MOST) -> None:
    """Raises `BadArchive` when a file has more parts than any honest one: looking at each takes time."""
    if count > most:
        raise BadArchive("too_many_entries", f"{path} holds more than {most:,} entries or rows.")


def json_file(path: str, content: bytes | bytearray) -> Any:
    """The value of a file. Raises `BadArchive` when it is not JSON, not UTF-8 or nested too deeply, or when an object
    names a key twice."""
    try:
        return json_part(without_mark(content))
    except BadJson as error:
        raise BadArchive("bad_json", f"{path} cannot be read as JSON: {error}.") from error


def json_part(text: msgspec.Raw | bytes | memoryview) -> Any:
    """The value of one part of a file, which is decoded by itself so that a bad one is only itself bad. Raises
    `BadJson`, also when an object names a key twice."""
    value = decode_json(text, depth=DEPTH)
    if (repeated := repeated_key(bytes(text), value)) is not None:
        raise BadJson(f"it names {repeated[:40]!r} twice")
    return value


def json_frame(path: str, content: bytes | bytearray, type_: type[S], what: str) -> S:
    """The outermost struct of a file, whose parts are left as text (`msgspec.Raw`) for `json_part`. Raises
    `BadArchive`, which says `what` the file is not."""
    try:
        return msgspec.json.decode(without_mark(content), type=type_)
    except RecursionError as error:
        raise BadArchive("bad_json", f"{path} cannot be read as JSON: it is nested deeper than {DEPTH}.") from error
    except msgspec.ValidationError as error:
        raise BadArchive("other_json", f"{path} is not {what}: {error}.") from error
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise BadArchive("bad_json", f"{path} cannot be read as JSON: {error}.") from error


def json_struct(path: str, value: Any, type_: type[S], what: str) -> S:
    """`value` as a struct. Raises `BadArchive`, which says `what` the file is not."""
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        raise BadArchive("other_json", f"{path} is not {what}: {error}.") from error
