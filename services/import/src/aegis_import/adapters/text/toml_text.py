"""TOML from strangers, by rtoml. Stated ways: UTF-8 only; a key that stands twice makes a bad entry (TOML's own rule,
and so the rule for every format); nesting has a limit (80, rtoml's)."""

import re
from typing import Any

import rtoml

from aegis_import.adapters.text.bad_text import BadText
from aegis_import.adapters.text.room import check_room

_AT = re.compile(r" at line (\d+) column \d+$")


def decode_toml(text: str) -> dict[str, Any]:
    """The tables of `text` as plain dicts, lists, texts, numbers, booleans, and TOML's dates and times as Python's
    (`Fields` makes them ISO 8601 text). Raises `BadText`."""
    check_room(len(text))
    try:
        return rtoml.loads(text)
    except (ValueError, OverflowError) as error:
        reason = str(error)
        at = _AT.search(reason)
        raise BadText(reason[: at.start()] if at else reason, int(at[1]) if at else None) from error
