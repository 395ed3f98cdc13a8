"""Sessions: what a sign-in begins. Of a family of refresh tokens each is good once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self
from uuid import UUID

from aegis_identity.domain.words import EndReason, SessionKind


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLimits:
    """How long a session lasts: at all, and without being used."""

    longest: timedelta = timedelta(days=14)
    idle: timedelta = timedelta(days=3)


@dataclass(slots=True, kw_only=True)
class Session:
    """One sign-in, from anywhere. `address` and `agent` are for its owner to know it by."""

    id: UUID
    user_id: UUID
    kind: SessionKind
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    address: str | None = None
    agent: str | None = None
    ended_at: datetime | None = None
    ended_because: EndReason | None = None

    @classmethod
    def begin(
        cls,
        id_: UUID,
        *,
        user_id: UUID,
        kind: SessionKind,
        now: datetime,
        limits: SessionLimits,
        address: str | None = None,
        agent: str | None = None,
    ) -> Self:
        """A new session."""
        return cls(
            id=id_,
            user_id=user_id,
            kind=kind,
            created_at=now,
            last_used_at=now,
            expires_at=now + limits.longest,
            address=address,
            agent=agent[:200] if agent else None,
        )

    def is_alive(self, now: datetime, limits: SessionLimits) -> bool:
        """Whether it may still be used."""
        return self.ended_at is None and now < self.expires_at and now - self.last_used_at < limits.idle

    def use(self, now: datetime) -> None:
        """Notes that it is in use."""
        self.last_used_at = now

    def end(self, now: datetime, because: EndReason) -> None:
        """Ends it; one that has ended stays as it is."""
        if self.ended_at is None:
            self.ended_at = now
            self.ended_because = because
