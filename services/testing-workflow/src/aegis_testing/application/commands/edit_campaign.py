"""Change what a campaign says of itself, and who takes part."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from aegis_kernel.clock import Clock
from aegis_kernel.rights import Caller
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.campaign_access import CampaignAccess
from aegis_testing.application.campaign_ports import Campaigns
from aegis_testing.domain.campaigns.campaign import Campaign
from aegis_testing.domain.campaigns.moves import edit, put_members


@dataclass(frozen=True, slots=True, kw_only=True)
class EditCampaignCommand:
    """`new` are fields of `moves.EDITABLE`; `members` None leaves them as they are."""

    campaign_id: UUID
    version: int
    new: Mapping[str, Any] = field(default_factory=dict)
    members: Sequence[tuple[UUID, bool]] | None = None


class EditCampaign:
    """Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`, `NotKnownYet`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, campaigns: Campaigns, access: CampaignAccess, clock: Clock) -> None:
        self._uow = uow
        self._campaigns = campaigns
        self._access = access
        self._clock = clock

    async def __call__(self, caller: Caller, command: EditCampaignCommand) -> Campaign:
        async with self._uow:
            campaign = await self._access.to(caller, command.campaign_id, command.version)
            now = self._clock.now()
            edit(campaign, command.new, now)
            if command.members is not None:
                put_members(campaign, await self._access.members(command.members), now)
            await self._campaigns.save(campaign)
            await self._uow.commit()
            return campaign
