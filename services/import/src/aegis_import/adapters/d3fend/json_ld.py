"""JSON-LD as D3FEND writes it: a value is a text, an object with ``@value``, or a list of those."""

from typing import Any


def texts(value: Any) -> list[str]:
    """The texts of a value, stripped, without empty ones. CRLF becomes LF."""
    found: list[str] = []
    for one in value if isinstance(value, list) else [value]:
        written = one.get("@value") if isinstance(one, dict) else one
        if isinstance(written, str) and (stripped := written.replace("\r\n", "\n").strip()):
            found.append(stripped)
    return found


def first_text(value: Any) -> str:
    """The first text of a value, else the empty one."""
    return next(iter(texts(value)), "")


def local_name(id_: str) -> str:
    """What a node is called in its vocabulary: ``d3f:FileHashing`` and ``http://...d3fend.owl#FileHashing`` are
    ``FileHashing``."""
    for mark in ("#", "/", ":"):
        id_ = id_.rsplit(mark, 1)[-1]
    return id_
