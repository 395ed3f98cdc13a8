"""How a score is shown: the only place where it is rounded."""

from decimal import ROUND_HALF_UP, Decimal

_TENTH = Decimal("0.1")


def displayed(points: float) -> float:
    """One decimal, half up, as a person reading the number's digits would round it (70.25 is 70.3)."""
    return float(Decimal(repr(points)).quantize(_TENTH, rounding=ROUND_HALF_UP))
