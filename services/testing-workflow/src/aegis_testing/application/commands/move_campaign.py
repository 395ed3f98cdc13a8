"""Activate, complete, archive or cancel a campaign."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from aegis_kernel.errors import Fault, Invalid, RuleBroken
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.access import Access
from aegis_testing.application.campaign_access import CampaignAccess
from aegis_testing.application.campaign_ports import Campaigns
from aegis_testing.application.ports import ManyTests
from aegis_testing.domain.campaigns.campaign import Campaign, CampaignStateName, Entry
from aegis_testing.domain.campaigns.moves import add_tests, ask_about_open_tests, put_tests, to_state
from aegis_testing.domain.moves.cancel import cancel
from aegis_testing.domain.moves.enter import enter, leave
from aegis_testing.domain.test import Test


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveCampaignCommand:
    """`open_tests` says what becomes of tests that are not over when it ends: cancelled, or moved to `move_to`."""

    campaign_id: UUID
    version: int
    state: CampaignStateName
    reason: str | None = None
    open_tests: Literal["cancel", "move"] | None = None
    move_to: UUID | None = None


class MoveCampaign:
    """Raises `NotFound`, `Forbidden`, `Stale`, `RuleBroken`, also when it ends with open tests and nobody says what
    becomes of them, `Invalid`."""

    def __init__(
        self, uow: UnitOfWork, campaigns: Campaigns, access: CampaignAccess, tests: ManyTests, each: Access
    ) -> None:
        self._uow = uow
        self._campaigns = campaigns
        self._access = access
        self._tests = tests
        self._each = each

    async def __call__(self, caller: Caller, command: MoveCampaignCommand) -> Campaign:
        async with self._uow:
            campaign = await self._access.to(caller, command.campaign_id, command.version)
            now = await self._each.circumstances()
            touched: Sequence[Test] = ()
            if command.state in {"completed", "cancelled"}:
                touched = await self._end_tests(caller, campaign, command, now.now)
            to_state(campaign, command.state, now.now, command.reason, needs_reason=command.state == "cancelled")
            if command.state in {"completed", "cancelled"} and campaign.recurrence is not None:
                if command.state == "cancelled":
                    campaign.recurrence = None
                await self._campaigns.schedule(campaign, now.now)
            await self._tests.save_all(touched)
            await self._campaigns.save(campaign)
            await self._uow.commit()
            return campaign

    async def _end_tests(
        self, caller: Caller, campaign: Campaign, command: MoveCampaignCommand, at: datetime
    ) -> Sequence[Test]:
        left = [one for one in await self._campaigns.tests_of(campaign) if not one.over]
        if not left:
            return ()
        if command.open_tests is None:
            ask_about_open_tests([one.number for one in left])
        require(caller, Action.TESTS_LEAD)
        if command.open_tests == "cancel":
            now = await self._each.circumstances()
            for one in left:
                cancel(one, command.reason or f"The campaign {campaign.name!r} is {command.state}.", caller, now)
            return left
        await self._move(caller, campaign, command.move_to, left, at)
        return left

    async def _move(
        self, caller: Caller, campaign: Campaign, to: UUID | None, left: Sequence[Test], at: datetime
    ) -> None:
        if to is None or to == campaign.id:
            detail = "To which other campaign?"
            raise Invalid("invalid", detail, [Fault("/move_to", detail, "move_to")])
        target = await self._access.to(caller, to, None)
        if target.blind != campaign.blind:
            raise RuleBroken("rule_broken", "Tests move between blind campaigns, or between open ones.")
        gone = {one.id for one in left}
        entries = [_without(one, gone, keep=True) for one in campaign.tests if one.test_id in gone]
        put_tests(campaign, [_without(one, gone, keep=False) for one in campaign.tests if one.test_id not in gone], at)
        await self._campaigns.save(campaign)
        add_tests(target, entries, at)
        await self._campaigns.save(target)
        for one in left:
            leave(one, at)
            enter(one, target.id, at)


def _without(entry: Entry, gone: set[UUID], *, keep: bool) -> Entry:
    return replace(entry, depends_on=tuple(id_ for id_ in entry.depends_on if (id_ in gone) == keep))
