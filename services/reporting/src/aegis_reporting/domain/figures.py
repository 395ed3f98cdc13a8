"""Figures as people see them."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal

_TENTH = Decimal("0.1")


def displayed(points: float) -> float:
    """Points of a score at display: one decimal, half up (domain/scoring.md)."""
    return float(Decimal(repr(points)).quantize(_TENTH, rounding=ROUND_HALF_UP))


def shown_from(instant: datetime) -> datetime:
    """The instant for which scores are shown: the minute's beginning, so that a page stays the same, and cacheable,
    for as long as nothing but the clock has moved. With a half-life of 90 days a minute is worth 0.0005 points at most.
    """
    return instant.replace(second=0, microsecond=0)
