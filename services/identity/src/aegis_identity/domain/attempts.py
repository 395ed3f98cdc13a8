"""Failed sign-ins: after a few, the next has to wait, longer each time. Counted for an address whether or not somebody
has it, so that nobody learns who there is."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from aegis_identity.domain.profile import email_key
from aegis_kernel.errors import TooMany

FREE = 5
"""Failures that cost nothing."""
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(minutes=15)
FORGOTTEN_AFTER = timedelta(hours=24)


def subject_of(email: str) -> bytes:
    """What failures are counted for. A hash: people type passwords into the wrong field."""
    return hashlib.sha256(email_key(email).encode()).digest()


@dataclass(slots=True)
class Attempts:
    """The failures of one address since its last success."""

    failures: int = 0
    last_failed_at: datetime | None = None
    locked_until: datetime | None = None

    def refuse_while_locked(self, now: datetime) -> None:
        """Raises `TooMany` until the wait is over, for a right password too."""
        if self.locked_until is not None and now < self.locked_until:
            wait = (self.locked_until - now).total_seconds()
            raise TooMany("locked_out", f"Too many failed sign-ins: try again in {wait:.0f} s.", wait)

    def is_locked(self, now: datetime) -> bool:
        """Whether the next try has to wait."""
        return self.locked_until is not None and now < self.locked_until

    def fail(self, now: datetime) -> None:
        """Counts a failure."""
        if self.last_failed_at is not None and now - self.last_failed_at > FORGOTTEN_AFTER:
            self.failures = 0
        self.failures += 1
        self.last_failed_at = now
        if self.failures >= FREE:
            doublings = min(self.failures - FREE, 16)
            self.locked_until = now + min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)
