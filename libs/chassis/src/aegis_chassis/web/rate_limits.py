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

    def take(self, key: str) -> None:
        """Uses one try of `key`. Raises `TooMany` with the seconds until the next."""
        now = self._now()
        full_again = max(self._full_again.get(key, now), now)
        if full_again - now > (self._burst - 1) * self._every:
            wait = full_again - now - (self._burst - 1) * self._every
            raise TooMany("too_many", f"Too many tries; the next one counts in {wait:.0f} s.", wait)
        self._full_again[key] = full_again + self._every
        self._full_again.move_to_end(key)
        if len(self._full_again) > _REMEMBERED:
            self._full_again.popitem(last=False)
