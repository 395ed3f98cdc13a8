"""How a command comes to its campaign: it is there for the caller, who has the right, and nobody was quicker."""

from collections.abc import Sequence
from uuid import UUID

from aegis_kernel.errors import Fault, Invalid, NotFound, NotKnownYet, Stale
from aegis_kernel.rights import Action, Caller, require
from aegis_testing.application.campaign_ports import Campaigns
from aegis_testing.application.ports import People
from aegis_testing.domain.campaigns.campaign import Campaign, Member
from aegis_testing.domain.campaigns.seeing import sees


class CampaignAccess:
    """Hands a campaign out for a change. Used inside a unit of work."""

    def __init__(self, campaigns: Campaigns, people: People) -> None:
        self._campaigns = campaigns
        self._people = people

    async def to(self, caller: Caller, campaign_id: UUID, version: int | None) -> Campaign:
        """Raises `Forbidden`, `NotFound`, `Stale`."""
        require(caller, Action.CAMPAIGNS_LEAD)
        found = await self._campaigns.get(campaign_id)
        if not sees(caller, restricted=found.restricted, members=found.member_ids):
            raise NotFound("not_found", f"There is no campaign {campaign_id}.")
        if version is not None and found.version != version:
            raise Stale(found.version)
        return found

    async def members(self, wanted: Sequence[tuple[UUID, bool]]) -> tuple[Member, ...]:
        """People by id, and whether as guests, each once. Raises `NotKnownYet`, `Invalid`."""
        found: dict[UUID, Member] = {}
        for index, (person_id, guest) in enumerate(wanted):
            known = await self._people.find(person_id)
            if known is None:
                raise NotKnownYet(f"No user {person_id} is known here (yet).")
            if not known.active:
                detail = f"{known.person.name} is deactivated."
                raise Invalid("invalid", detail, [Fault(f"/members/{index}", detail, "not_active")])
            found[person_id] = Member(person=known.person, guest=guest)
        return tuple(found.values())
