"""Feeds' times: RFC 3339 with what W3CDTF leaves out, and RFC 822."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

_LONGEST = 64
_RFC_3339 = re.compile(
    r"(\d{4})-(\d\d)(?:-(\d\d))?(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,18}))?)?\s*([Zz]|[+-]\d\d:?\d\d)?)?",
    re.ASCII,
)


def instant(written: str) -> datetime | None:
    """The instant meant, in UTC; a date alone is its midnight, a time without zone is UTC's. None when unreadable."""
    written = written.strip()
    if not written or len(written) > _LONGEST:
        return None
    try:
        if (found := _RFC_3339.fullmatch(written)) is not None:
            return _of(found).astimezone(UTC)
        read = parsedate_to_datetime(written)
        return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _of(found: re.Match[str]) -> datetime:
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    # A leap second is the one before it.
    whole = datetime(
        int(year), int(month), int(day or 1), int(hour or 0), int(minute or 0), min(int(second or 0), 59), tzinfo=UTC
    )
    if zone is not None and zone not in "Zz":
        away = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
        whole = whole.replace(tzinfo=timezone(-away if zone[0] == "-" else away))
    return whole.replace(microsecond=int((fraction or "0")[:6].ljust(6, "0")))
