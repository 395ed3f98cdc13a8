"""When something recurs. A rule is text:

- ``every 15m`` (s, m, h, d): that much time apart, from the start on, whatever clocks do;
- ``daily``, ``weekly``, ``monthly``, ``quarterly``, ``yearly``: at the start's local time of day; months are counted
  from the start, their ends clamp (31 Jan, 28 Feb, 31 Mar);
- five fields of cron (``30 3 * * MON``), as Debian's cron reads them.

A local time that does not exist is due at the next that does, one that comes twice is due once, at the first.

Cron's fields are read by `cronsim`: it is small, has no dependencies, is kept by those who run healthchecks.io on it,
and is the one library that follows Debian's cron over changes of the clock, which is what is asked for here.
"""

import calendar
import re
from bisect import bisect_left
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cronsim import CronSim, CronSimError

_INTERVAL = re.compile(r"every ([1-9][0-9]{0,5})([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DAYS = {"daily": 1, "weekly": 7}
_MONTHS = {"monthly": 1, "quarterly": 3, "yearly": 12}
_LONGEST = 120
_MOMENT = timedelta(microseconds=1)


class InvalidRule(ValueError):
    """A rule or a time zone that is none. The message is for whoever wrote it."""


def zone_of(name: str) -> ZoneInfo:
    """The IANA time zone of that name. Raises `InvalidRule`."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InvalidRule(f"{name[:60]!r} is not a time zone: use a name like Europe/Vienna") from error


def next_due(
    rule: str, zone: str, *, start: datetime, after: datetime, until: datetime | None = None
) -> datetime | None:
    """The first instant (UTC) later than `after` at which the rule is due, not before `start` and not later than
    `until`; None when there is none. Raises `InvalidRule`."""
    local = zone_of(zone)
    after = max(after, start - _MOMENT)
    if (interval := _INTERVAL.fullmatch(rule)) is not None:
        step = timedelta(**{_UNITS[interval[2]]: int(interval[1])})
        found: datetime | None = start + step * ((after - start) // step + 1)
    elif rule in _DAYS or rule in _MONTHS:
        found = _next_in_calendar(rule, local, start, after)
    else:
        found = _next_by_cron(rule, local, after)
    if found is None or (until is not None and found > until):
        return None
    return found.astimezone(UTC)


def _next_in_calendar(rule: str, zone: ZoneInfo, start: datetime, after: datetime) -> datetime:
    first = start.astimezone(zone).replace(tzinfo=None)
    now = after.astimezone(zone).replace(tzinfo=None)
    # Begins one before the estimate: what moves by a gap or a clamp moves by less than that.
    if rule in _DAYS:
        number = max(0, (now - first).days // _DAYS[rule] - 1)
    else:
        passed = (now.year - first.year) * 12 + now.month - first.month
        number = max(0, passed // _MONTHS[rule] - 1)
    while True:
        found = _instant(_moved(first, rule, number), zone)
        if found > after:
            return found
        number += 1


def _moved(first: datetime, rule: str, number: int) -> datetime:
    if rule in _DAYS:
        return first + timedelta(days=_DAYS[rule] * number)
    months = first.month - 1 + _MONTHS[rule] * number
    year, month = first.year + months // 12, months % 12 + 1
    day = min(first.day, calendar.monthrange(year, month)[1])
    return datetime.combine(date(year, month, day), first.time())


def _instant(local: datetime, zone: ZoneInfo) -> datetime:
    """The instant of a local time: the first of two, or the end of the gap that it falls into."""
    instant = local.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == local:
        return instant
    # Read with the offset from behind the gap, it lies before the gap; read with the one from before, behind it.
    earliest = local.replace(tzinfo=zone, fold=1).astimezone(UTC)
    offset = instant.astimezone(zone).utcoffset()
    seconds = range(int((instant - earliest).total_seconds()))
    moved = bisect_left(
        seconds, True, key=lambda second: (earliest + timedelta(seconds=second)).astimezone(zone).utcoffset() == offset
    )
    return earliest.replace(microsecond=0) + timedelta(seconds=moved)


def _next_by_cron(rule: str, zone: ZoneInfo, after: datetime) -> datetime | None:
    if len(rule) > _LONGEST or len(rule.split()) != 5:
        raise InvalidRule(
            f"{rule[:60]!r} is not a rule: use `every 15m`, daily, weekly, monthly, quarterly, yearly, or the five "
            "fields of cron"
        )
    try:
        return next(CronSim(rule, after.astimezone(zone)), None)
    except CronSimError as error:
        raise InvalidRule(f"{rule!r} is not a rule of cron: {error}") from error
