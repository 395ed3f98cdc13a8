"""How often something may be tried: token buckets in memory, for what guessing would pay (sign-in)."""

import time
from collections import OrderedDict
from collections.abc import Callable

from aegis_kernel.errors import TooMany

_REMEMBERED = 20_000


class RateLimit:
    """`burst` tries at once for each key, then one every `every_seconds`. Counts for this process alone: what must
    hold over all of them (a lock-out) is kept in the database."""

    def __init__(self, *, burst: int, every_seconds: float, now: Callable[[], float] = time.monotonic) -> None:
        self._burst = burst
        self._every = every_seconds
        self._now = now
        self._full_again: OrderedDict[str, float] = OrderedDict()
        """When each key will have all its tries back; one that has is forgotten."""

    def check(self, key: str) -> None:
        """Raises `TooMany`, with the seconds until the next, when `key` has no try left. Uses none."""
        wait = self._full_again.get(key, 0.0) - self._now() - (self._burst - 1) * self._every
        if wait > 0:
            raise TooMany("too_many", f"Too many tries; the next one counts in {wait:.0f} s.", wait)

    def take(self, key: str) -> None:
        """Uses one try of `key`. Raises `TooMany` when there is none."""
        self.check(key)
        now = self._now()
        self._full_again[key] = max(self._full_again.get(key, now), now) + self._every
        self._full_again.move_to_end(key)
        if len(self._full_again) > _REMEMBERED:
            self._full_again.popitem(last=False)
