"""Draft a campaign."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from aegis_kernel.clock import Clock
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.campaign_access import CampaignAccess
from aegis_testing.application.campaign_ports import Campaigns
from aegis_testing.domain.campaigns.campaign import Campaign, CampaignType
from aegis_testing.domain.campaigns.moves import drafted
from aegis_testing.domain.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateCampaignCommand:
    """`blind` None: as its type is, red ones are. `members` are users, and whether as guests."""

    name: str
    type: CampaignType = "purple"
    objective: str = ""
    rules_of_engagement: str = ""
    deconfliction_contact: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    restricted: bool = False
    blind: bool | None = None
    members: Sequence[tuple[UUID, bool]] = ()
    variables: dict[str, str] = field(default_factory=dict)


class CreateCampaign:
    """Raises `Forbidden`, `NotKnownYet`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, campaigns: Campaigns, access: CampaignAccess, clock: Clock, ids: Ids) -> None:
        self._uow = uow
        self._campaigns = campaigns
        self._access = access
        self._clock = clock
        self._ids = ids

    async def __call__(self, caller: Caller, command: CreateCampaignCommand) -> Campaign:
        require(caller, Action.CAMPAIGNS_LEAD)
        async with self._uow:
            now = self._clock.now()
            campaign = drafted(
                Campaign(
                    id=self._ids.new(),
                    name=command.name.strip(),
                    type=command.type,
                    owner=Person.of(caller),
                    created_at=now,
                    updated_at=now,
                    objective=command.objective,
                    rules_of_engagement=command.rules_of_engagement,
                    deconfliction_contact=command.deconfliction_contact,
                    starts_at=command.starts_at,
                    ends_at=command.ends_at,
                    restricted=command.restricted,
                    blind=command.type == "red" if command.blind is None else command.blind,
                    members=await self._access.members(command.members),
                    variables=dict(command.variables),
                )
            )
            await self._campaigns.add(campaign)
            await self._uow.commit()
            return campaign
