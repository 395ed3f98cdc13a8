"""Second factors as they are read."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct


class SecondFactorView(Struct, frozen=True, kw_only=True):
    """Whether sign-ins need a code, since when, and how many recovery codes are left. `pending`: enrolled, but no code
    has confirmed it yet."""

    on: bool
    confirmed_at: datetime | None = None
    recovery_codes_left: int = 0
    pending: bool = False


class SecondFactorsReader(Protocol):
    """Reads them."""

    async def of(self, user_id: UUID) -> SecondFactorView: ...
