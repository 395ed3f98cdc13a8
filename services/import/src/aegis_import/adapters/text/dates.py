"""Dates as upstreams write them (sources.md, rule 8)."""

import re
from datetime import UTC, datetime, timedelta, timezone

_DATE = re.compile(
    r"(\d{4})([-/])(\d{1,2})\2(\d{1,2})"
    r"(?:(?:[Tt]|[ \t]+)(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d*))?[ \t]*(?:([Zz])|([-+])(\d{1,2})(?::?(\d{2}))?)?)?",
    re.ASCII,
)
_MONTH_FIRST = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


def moment(written: str, *, month_first: bool = False) -> datetime | None:
    """The instant, in UTC: of a date its midnight, of a time without a zone that time in UTC. None when it is none.

    Taken are YAML's dates and date-times, ``2024-01-02``, ``2024/01/02``, RFC 3339 with any number of decimals and,
    with `month_first`, ``01/13/2022``.
    """
    written = written.strip()
    try:
        if month_first and (matched := _MONTH_FIRST.fullmatch(written)):
            month, day, year = (int(part) for part in matched.groups())
            return datetime(year, month, day, tzinfo=UTC)
        matched = _DATE.fullmatch(written)
        return _made(matched) if matched else None
    except (ValueError, OverflowError):
        return None


def _made(matched: re.Match[str]) -> datetime:
    year, _, month, day, hour, minute, second, decimals, _, sign, zone_hours, zone_minutes = matched.groups()
    if hour is None:
        return datetime(int(year), int(month), int(day), tzinfo=UTC)
    micro = int((decimals or "")[:6].ljust(6, "0"))
    zone = UTC
    if sign is not None:
        ahead = timedelta(hours=int(zone_hours), minutes=int(zone_minutes or 0))
        zone = timezone(-ahead if sign == "-" else ahead)
    at = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second), micro, tzinfo=zone)
    return at.astimezone(UTC)
