"""Shares of a count, with what can be said of them."""

from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054
"""The 97.5 % point of the normal distribution."""


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `n`, with its Wilson 95 % interval. `value` and the interval are None for n = 0: unknown is not 0."""

    part: int
    n: int
    value: float | None
    low: float | None
    high: float | None


def share(part: int, n: int) -> Share:
    """The share `part` / `n` (E. B. Wilson, 1927)."""
    if n == 0:
        return Share(part, n, None, None, None)
    p = part / n
    z2 = Z95 * Z95
    middle = p + z2 / (2 * n)
    reach = Z95 * sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    below = 1 + z2 / n
    low = 0.0 if part == 0 else (middle - reach) / below
    high = 1.0 if part == n else (middle + reach) / below
    return Share(part, n, p, low, high)
