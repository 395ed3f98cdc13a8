"""Whole JSON files whose objects become entries: read within limits, kept untyped until a parser says what they are."""

from typing import Any

import msgspec

from aegis_import.adapters.archives.json_text import BadJson, decode_json, repeated_key, without_mark
from aegis_import.adapters.archives.selecting import Selected
from aegis_import.application.parsing import Archive, BadArchive, BadMember

DEPTH = 64
"""How deeply lists and objects may be nested; upstreams' deepest is 16."""


def read_part(archive: Archive, one: Selected) -> bytes | bytearray:
    """The content of a file without which the whole cannot be told. Raises `BadArchive` when it cannot be read: what
    is missing then would look as if upstream had dropped it."""
    try:
        return archive.read(one.member)
    except BadMember as error:
        raise BadArchive("corrupt_member", f"{one.path} {error}.") from error


def json_file(path: str, content: bytes | bytearray) -> Any:
    """The value of a file. Raises `BadArchive` when it is not JSON, not UTF-8 or nested too deeply, or when an object
    names a key twice."""
    text = without_mark(content)
    try:
        value = decode_json(text, depth=DEPTH)
    except BadJson as error:
        raise BadArchive("bad_json", f"{path} cannot be read as JSON: {error}.") from error
    if (repeated := repeated_key(bytes(text), value)) is not None:
        raise BadArchive("repeated_json_key", f"An object of {path} names {repeated[:40]!r} twice.")
    return value


def json_struct(path: str, value: Any, type_: type[msgspec.Struct], what: str) -> Any:
    """`value` as a struct. Raises `BadArchive`, which says `what` the file is not."""
    try:
        return msgspec.convert(value, type_)
    except msgspec.ValidationError as error:
        raise BadArchive("other_json", f"{path} is not {what}: {error}.") from error
