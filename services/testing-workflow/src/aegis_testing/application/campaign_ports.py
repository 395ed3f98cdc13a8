"""What use cases of campaigns need from outside."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from aegis_testing.domain.campaigns.campaign import Campaign
from aegis_testing.domain.test import Test


class Campaigns(Protocol):
    """The campaigns."""

    async def get(self, campaign_id: UUID) -> Campaign:
        """Locked until the unit of work ends. Raises `NotFound`."""
        ...

    async def add(self, campaign: Campaign) -> None: ...

    async def save(self, campaign: Campaign) -> None:
        """Writes what changed, and publishes what was recorded."""
        ...

    async def tests_of(self, campaign: Campaign) -> Sequence[Test]:
        """Its tests that are there, locked, in its order."""
        ...

    async def schedule(self, campaign: Campaign, now: datetime) -> None:
        """Puts its recurrence among what is due, or takes it away. Raises `Invalid` for a rule that is none."""
        ...

    async def runs_of(self, campaign_id: UUID) -> int:
        """How many campaigns its schedule has made."""
        ...
