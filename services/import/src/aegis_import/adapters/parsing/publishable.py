"""Which entries cannot be published, whatever parser made them."""

import re

from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.application.reads import ReadEntry

LONGEST_KEY = 2_000
"""Bytes; upstreams' longest are paths with a digest behind them. PostgreSQL's indices take no more than 2,704."""

_ZERO = b"\\u0000"
_IS_ZERO = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def refusal_of(entry: ReadEntry, limits: ArchiveLimits) -> tuple[str, str] | None:
    """A code and the reason why an entry is a bad one, or None. An event stays below a limit (events.md, Form), and no
    text of PostgreSQL holds a zero character."""
    if len(entry.state) > limits.entry_bytes:
        return "entry_too_large", f"The entry takes {len(entry.state):,} bytes, more than {limits.entry_bytes:,}."
    if len(entry.key.encode()) > LONGEST_KEY:
        return "key_too_long", f"The entry's key takes more than {LONGEST_KEY:,} bytes."
    if _ZERO in entry.state and _IS_ZERO.search(entry.state):
        return "zero_character", "A text of the entry holds a zero character."
    return None
