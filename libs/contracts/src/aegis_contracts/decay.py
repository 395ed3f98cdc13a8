"""A published score as a formula of time, so that every service shows the same value at every instant."""

import math
from datetime import datetime

from msgspec import Struct

SECONDS_PER_DAY = 86_400


class Decaying(Struct, frozen=True):
    """`points` that halve every `half_life_days`."""

    points: float
    half_life_days: float


class ScoreFormula(Struct, frozen=True, kw_only=True):
    """score(t) = steady + sum(points x 0.5 ^ ((t - at) / half_life)) - per_day x whole days, for at <= t < valid_until.

    Points are of 100. `per_day` is used by the preset ``seed`` alone. Before `at` the formula says nothing;
    from `valid_until` on its publisher sends a new one.
    """

    at: datetime
    steady: float
    decaying: tuple[Decaying, ...] = ()
    per_day: float = 0.0
    valid_until: datetime | None = None


def score_at(formula: ScoreFormula, instant: datetime) -> float:
    """The score in points at `instant`, not rounded; instants before `formula.at` count as `at`."""
    if not formula.decaying and not formula.per_day:
        return max(0.0, formula.steady)
    seconds = max(0.0, (instant - formula.at).total_seconds())
    days = seconds / SECONDS_PER_DAY
    fading = sum(part.points * math.pow(0.5, days / part.half_life_days) for part in formula.decaying)
    return max(0.0, formula.steady + fading - formula.per_day * math.floor(days))
