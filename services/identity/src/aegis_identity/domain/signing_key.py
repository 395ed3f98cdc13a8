"""When keys that sign access tokens come and go, so that no token is ever met with an unknown key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

TOLD_BEFORE = timedelta(hours=1)
"""A key is published so long before it signs: every service has it by then."""
SIGNS_FOR = timedelta(days=30)
TOLD_AFTER = timedelta(hours=2)
"""And so long after it last signed: longer than any access token lives."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """One key's life: published, signing, published still, gone."""

    kid: str
    signs_from: datetime
    signs_until: datetime
    told_until: datetime

    @classmethod
    def from_instant(cls, kid: str, signs_from: datetime) -> "SigningKey":
        """A key that begins to sign at `signs_from`."""
        signs_until = signs_from + SIGNS_FOR
        return cls(kid=kid, signs_from=signs_from, signs_until=signs_until, told_until=signs_until + TOLD_AFTER)


def next_begins(keys: Sequence[SigningKey], now: datetime) -> datetime | None:
    """When a key that has to be made now begins to sign; None while there are enough. The first one signs at once."""
    last = max(keys, key=lambda key: key.signs_until, default=None)
    if last is None or last.signs_until <= now:
        return now
    if last.signs_until - now <= 2 * TOLD_BEFORE:
        return last.signs_until - timedelta(minutes=5)
    return None


def gone(keys: Sequence[SigningKey], now: datetime) -> list[str]:
    """Ids of keys whose last token has expired."""
    return [key.kid for key in keys if key.told_until <= now]


def signing(keys: Sequence[SigningKey], now: datetime) -> SigningKey | None:
    """The key that signs now: of several the youngest."""
    able = [key for key in keys if key.signs_from <= now < key.signs_until]
    return max(able, key=lambda key: key.signs_from, default=None)
