"""Sessions as they are read by their owner and by admins."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_identity.domain.words import EndReason, SessionKind


class SessionView(Struct, frozen=True, kw_only=True):
    """A sign-in. `present` is the one by which it is asked."""

    id: UUID
    kind: SessionKind
    created_at: datetime
    last_used_at: datetime
    expires_at: datetime
    address: str | None
    agent: str | None
    ended_at: datetime | None
    ended_because: EndReason | None
    present: bool = False


class SessionsReader(Protocol):
    """Reads sessions, the newest first, at most 100."""

    async def of(self, user_id: UUID) -> list[SessionView]: ...
