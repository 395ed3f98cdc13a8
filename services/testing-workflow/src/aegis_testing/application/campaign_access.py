"""How a command comes to its campaign: it is there for the caller, who has the right, and nobody was quicker."""

from collections.abc import Sequence
from uuid import UUID

from aegis_kernel.errors import NotFound, Stale
from aegis_kernel.rights import Action, Caller, require
from aegis_testing.application.campaign_ports import Campaigns
from aegis_testing.application.known_people import KnownPeople
from aegis_testing.application.ports import People
from aegis_testing.domain.campaigns.campaign import Campaign, Member
from aegis_testing.domain.campaigns.seeing import sees


class CampaignAccess:
    """Hands a campaign out for a change. Used inside a unit of work."""

    def __init__(self, campaigns: Campaigns, people: People) -> None:
        self._campaigns = campaigns
        self._people = KnownPeople(people)

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
        known = await self._people.active([person_id for person_id, _ in wanted], lambda index: f"/members/{index}")
        guests = dict(wanted)
        return tuple({one.person.id: Member(person=one.person, guest=guests[one.person.id]) for one in known}.values())
