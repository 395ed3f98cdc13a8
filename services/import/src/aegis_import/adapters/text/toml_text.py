"""TOML from strangers, by rtoml. Stated ways: UTF-8 only; a key that stands twice makes a bad entry (TOML's own rule,
and so the rule for every format); nesting has a limit (80, rtoml's); dates become ISO 8601 text."""

import re
from datetime import date, time
from typing import Any

import rtoml

from aegis_import.adapters.text.bad_text import BadText

_MAYBE_DATE = re.compile(r"[=\[,\s][0-9]{2}(?:[0-9]{2}-[0-9]{2}-|:[0-9]{2})")
"""Where a value may be a date or a time; most files have none, and need no second look."""

_AT = re.compile(r" at line (\d+) column \d+$")


def decode_toml(text: str) -> dict[str, Any]:
    """The tables of `text` as plain dicts, lists, texts, numbers and booleans. Raises `BadText`."""
    try:
        tables = rtoml.loads(text)
    except (rtoml.TomlParsingError, ValueError, OverflowError) as error:
        reason = str(error)
        at = _AT.search(reason)
        raise BadText(reason[: at.start()] if at else reason, int(at[1]) if at else None) from error
    return {key: _plain(value) for key, value in tables.items()} if _MAYBE_DATE.search(text) else tables


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date | time) else value
