"""Put tests into a campaign: such as there are, and new drafts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from aegis_kernel.clock import Clock
from aegis_kernel.errors import Fault, NotFound
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.campaign_access import CampaignAccess
from aegis_testing.application.campaign_ports import Campaigns
from aegis_testing.application.drafting import BlindChoice, Drafting, DraftTestCommand, require_drafting
from aegis_testing.application.ports import ManyTests
from aegis_testing.domain.arguments import filled
from aegis_testing.domain.campaigns.campaign import Campaign, Entry
from aegis_testing.domain.campaigns.moves import add_tests
from aegis_testing.domain.limits import raise_if_any
from aegis_testing.domain.moves.enter import enter
from aegis_testing.domain.test import Test

MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class NewTest:
    """A draft, and the phase that it belongs to."""

    draft: DraftTestCommand
    phase: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FillCampaignCommand:
    """`entries` are tests that there are; `drafts` are made, and come behind them in their order."""

    campaign_id: UUID
    version: int
    entries: Sequence[Entry] = ()
    drafts: Sequence[NewTest] = ()


class FillCampaign:
    """All of it or nothing. Drafts of a blind campaign are blind, and its variables fill their arguments. Raises
    `NotFound`, `Forbidden`, `Stale`, `RuleBroken`, `Invalid`, and as `DraftTest`."""

    def __init__(
        self,
        uow: UnitOfWork,
        campaigns: Campaigns,
        access: CampaignAccess,
        tests: ManyTests,
        drafting: Drafting,
        clock: Clock,
    ) -> None:
        self._uow = uow
        self._campaigns = campaigns
        self._access = access
        self._tests = tests
        self._drafting = drafting
        self._clock = clock

    async def __call__(self, caller: Caller, command: FillCampaignCommand) -> Campaign:
        if len(command.entries) + len(command.drafts) > MOST:
            raise_if_any([Fault("/tests", f"At most {MOST} at a time.", "too_many")])
        async with self._uow:
            campaign = await self._access.to(caller, command.campaign_id, command.version)
            now = self._clock.now()
            wanted = [one.test_id for one in command.entries]
            found = await self._tests.get_all(wanted)
            for id_ in wanted:
                if id_ not in found:
                    raise NotFound("not_found", f"There is no test {id_}.")
            tests = list(found.values())
            if tests:
                require(caller, Action.TESTS_LEAD)
            entries = list(command.entries)
            for new in command.drafts:
                made = await self._draft(caller, campaign, new.draft)
                tests.append(made)
                entries.append(Entry(test_id=made.id, phase=new.phase))
            for test in tests:
                enter(test, campaign.id, now)
            add_tests(campaign, entries, now)
            await self._tests.save_all(tests)
            await self._campaigns.save(campaign)
            await self._uow.commit()
            return campaign

    async def _draft(self, caller: Caller, campaign: Campaign, draft: DraftTestCommand) -> Test:
        if campaign.blind and draft.blind is None:
            window = BlindChoice(window_from=campaign.starts_at, window_until=campaign.ends_at)
            draft = replace(draft, blind=window)
        require_drafting(caller, draft)
        made = await self._drafting.of(caller, draft)
        given = set(draft.template.arguments) if draft.template else set()
        known = {one.name for one in made.procedure.arguments} - given
        values = {name: value for name, value in campaign.variables.items() if name in known}
        if values:
            arguments = filled(made.procedure.arguments, values, "campaign")
            made.procedure = replace(made.procedure, arguments=arguments)
        return made
