"""Age and expiry: an attack's age is exact to the microsecond, never rounded to days."""

import math
from datetime import datetime, timedelta

SECONDS_PER_DAY = 86_400.0
_NEXT = timedelta(microseconds=1)


def age_days(since: datetime, instant: datetime) -> float:
    """Days from `since` to `instant`; nothing is younger than 0 (clocks of two services may differ a little)."""
    return max(0.0, (instant - since).total_seconds() / SECONDS_PER_DAY)


def whole_days(since: datetime, instant: datetime) -> int:
    """Whole days from `since` to `instant`, at least 0: the preset `seed` counts so."""
    return math.floor(age_days(since, instant))


def expires_at(since: datetime, expires_days: float) -> datetime:
    """The first instant at which something is *older* than `expires_days`; at exactly that age it still counts."""
    return since + timedelta(days=expires_days) + _NEXT


def is_expired(since: datetime, expires_days: float, instant: datetime) -> bool:
    return instant >= expires_at(since, expires_days)


def halved(age: float, half_life_days: float) -> float:
    """What is left of 1 after `age` days."""
    return math.pow(0.5, age / half_life_days)
