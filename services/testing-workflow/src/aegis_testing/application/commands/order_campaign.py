"""Say which tests a campaign has, in which order and phases, and what each waits for."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from aegis_kernel.clock import Clock
from aegis_kernel.errors import Fault
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.campaign_access import CampaignAccess
from aegis_testing.application.campaign_ports import Campaigns
from aegis_testing.application.ports import ManyTests
from aegis_testing.domain.campaigns.campaign import Campaign, Entry
from aegis_testing.domain.campaigns.moves import put_tests
from aegis_testing.domain.limits import raise_if_any
from aegis_testing.domain.moves.enter import leave


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderCampaignCommand:
    """`entries` are its tests from now on, all of which it has already; those left out leave it."""

    campaign_id: UUID
    version: int
    entries: Sequence[Entry]


class OrderCampaign:
    """Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`, for a circle too, which it names, `Invalid`."""

    def __init__(
        self, uow: UnitOfWork, campaigns: Campaigns, access: CampaignAccess, tests: ManyTests, clock: Clock
    ) -> None:
        self._uow = uow
        self._campaigns = campaigns
        self._access = access
        self._tests = tests
        self._clock = clock

    async def __call__(self, caller: Caller, command: OrderCampaignCommand) -> Campaign:
        async with self._uow:
            campaign = await self._access.to(caller, command.campaign_id, command.version)
            now, there = self._clock.now(), campaign.test_ids
            raise_if_any(
                Fault(f"/tests/{index}/test_id", "It is no test of this campaign.", "not_in_campaign")
                for index, one in enumerate(command.entries)
                if one.test_id not in there
            )
            tests = await self._campaigns.tests_of(campaign)
            put_tests(campaign, command.entries, now, {one.id: one.number for one in tests})
            gone = [one for one in tests if one.id not in campaign.test_ids]
            if gone:
                require(caller, Action.TESTS_LEAD)
            for one in gone:
                leave(one, now)
            await self._tests.save_all(gone)
            await self._campaigns.save(campaign)
            await self._uow.commit()
            return campaign
