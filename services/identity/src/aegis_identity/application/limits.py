"""How long things last; settings may say otherwise."""

from dataclasses import dataclass, field
from datetime import timedelta

from aegis_identity.domain.session import SessionLimits


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds of access tokens by where they come from, the life of sessions and of one-time links."""

    access_seconds: float = 900.0
    exchanged_seconds: float = 300.0
    sessions: SessionLimits = field(default_factory=SessionLimits)
    resets: timedelta = timedelta(hours=24)
