"""A second factor: codes of an authenticator, and recovery codes for when it is lost."""

import base64
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aegis_identity.domain.secrets import digest_of
from aegis_identity.domain.totp import DIGITS, step_of
from aegis_kernel.errors import RuleBroken

RECOVERY_CODES = 10
RECOVERY_BYTES = 10
"""80 bits each, so that a fast hash does."""


@dataclass(slots=True, kw_only=True)
class SecondFactor:
    """Asked for at sign-in from `confirmed_at` on. `last_step` is the time step of the last code that was taken: that
    one and earlier ones count no longer (RFC 6238, section 5.2)."""

    user_id: UUID
    secret: bytes
    made_at: datetime
    confirmed_at: datetime | None = None
    last_step: int = -1
    recovery: frozenset[bytes] = frozenset()

    @property
    def is_on(self) -> bool:
        """Whether sign-ins need it."""
        return self.confirmed_at is not None

    def confirm(self, code: str, recovery: frozenset[bytes], now: datetime) -> bool:
        """Turns it on by a first code; False for a wrong one. Raises `RuleBroken` when it is on."""
        if self.is_on:
            raise mfa_on()
        if not self._takes(code, now):
            return False
        self.confirmed_at = now
        self.recovery = recovery
        return True

    def accept(self, code: str, now: datetime) -> bool:
        """Whether the code counts: each one once, of the authenticator or for recovery."""
        if not self.is_on:
            return False
        return self._takes(code, now) or self._recovers(code)

    def _takes(self, code: str, now: datetime) -> bool:
        typed = code.replace(" ", "")
        if len(typed) != DIGITS or not (typed.isascii() and typed.isdigit()):
            return False
        step = step_of(self.secret, typed, now)
        if step is None or step <= self.last_step:
            return False
        self.last_step = step
        return True

    def _recovers(self, code: str) -> bool:
        digest = recovery_digest(code)
        if digest not in self.recovery:
            return False
        self.recovery -= {digest}
        return True


def recovery_code(random: bytes) -> str:
    """Random bytes as people copy them: ``abcd-efgh-ijkl-mnop``."""
    text = base64.b32encode(random).decode().lower()
    return "-".join(text[at : at + 4] for at in range(0, len(text), 4))


def recovery_digest(code: str) -> bytes:
    """What is kept of a recovery code, however it is typed."""
    return digest_of(code.replace("-", "").replace(" ", "").lower())


def mfa_on() -> RuleBroken:
    """A second factor is there already."""
    return RuleBroken("mfa_on", "A second factor is on already: turn it off first.")


def mfa_off() -> RuleBroken:
    """There is no second factor."""
    return RuleBroken("mfa_off", "There is no second factor to do this with.")
