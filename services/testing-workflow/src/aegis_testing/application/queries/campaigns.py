"""Campaigns as they are read: list, page, progress, and whether something was us."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from aegis_contracts.testing_campaigns import CampaignState, CampaignStateName, CampaignType, MetBy
from aegis_kernel.errors import Forbidden, NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require
from aegis_testing.application.access import READER
from aegis_testing.application.queries.seer import Seer

SORTS = {"updated_at": datetime, "created_at": datetime, "name": str}


class CampaignItem(Struct, frozen=True, kw_only=True):
    """One row of the list. `progress` is validated / (all - cancelled) of its tests, null without any."""

    id: UUID
    version: int
    name: str
    type: CampaignType
    state: CampaignStateName
    restricted: bool
    blind: bool
    starts_at: datetime | None
    ends_at: datetime | None
    run_of: UUID | None
    run_number: int
    created_at: datetime
    updated_at: datetime
    tests: int
    progress: float | None


class PlacedTest(Struct, frozen=True, kw_only=True):
    """A test in its place. Of hidden ones phase and dependencies are left out for whoever does not see them."""

    test_id: UUID
    number: int
    state: str
    phase: str
    depends_on: tuple[UUID, ...]
    met_by: MetBy


class ProgressView(Struct, frozen=True, kw_only=True):
    """`progress` is validated / (all - cancelled), null without any; counts by state, and by result of those that have
    one. `scored` is false for a tabletop."""

    tests: int
    cancelled: int
    validated: int
    progress: float | None
    by_state: dict[str, int]
    by_result: dict[str, int]
    scored: bool


class CampaignDetail(CampaignState, frozen=True, kw_only=True):
    """A campaign, whole, as the caller may see it. `placed` are its tests in their order, with number and state."""

    version: int
    placed: tuple[PlacedTest, ...]
    progress: ProgressView


class DeconflictView(Struct, frozen=True, kw_only=True):
    """Whether a test of the campaign ran on the host at that time."""

    ours: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFilters:
    """All that are given have to fit; of several values of one, any."""

    states: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    member: UUID | None = None
    run_of: UUID | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TestLine:
    """A test of a campaign, as far as its page needs it."""

    __test__ = False

    id: UUID
    number: int
    state: str
    result: str | None
    masked: bool


class CampaignReads(Protocol):
    """Reads campaigns that are there for `seer`."""

    async def page(self, filters: CampaignFilters, request: PageRequest, seer: Seer) -> Page[CampaignItem]: ...

    async def find(self, campaign_id: UUID, seer: Seer) -> tuple[CampaignState, int, list[TestLine]] | None:
        """State, version and tests, in one statement; what `seer` does not see of tests is masked."""
        ...

    async def ran(self, campaign_id: UUID, host: str, at: datetime) -> bool:
        """Whether any test ran on the host at that time."""
        ...


class ListCampaigns:
    """Raises `Forbidden`."""

    def __init__(self, reads: CampaignReads) -> None:
        self._reads = reads

    async def __call__(self, caller: Caller, filters: CampaignFilters, request: PageRequest) -> Page[CampaignItem]:
        require(caller, Action.CAMPAIGNS_READ, READER)
        return await self._reads.page(filters, request, Seer.of(caller))


class CampaignDetails:
    """Raises `Forbidden`, `NotFound`, also for one that is hidden from the caller."""

    def __init__(self, reads: CampaignReads) -> None:
        self._reads = reads

    async def __call__(self, caller: Caller, campaign_id: UUID) -> CampaignDetail:
        require(caller, Action.CAMPAIGNS_READ, READER)
        seer = Seer.of(caller)
        found = await self._reads.find(campaign_id, seer)
        if found is None:
            raise NotFound("not_found", f"There is no campaign {campaign_id}.")
        state, version, lines = found
        masked = {one.id for one in lines if one.masked}
        places = {one.test_id: one for one in state.tests}
        order = {one.test_id: index for index, one in enumerate(state.tests)}
        if masked or (state.blind and not seer.sees_all):
            tests = tuple(
                replace(one, phase="", depends_on=(), met_by="executed") if one.test_id in masked else one
                for one in state.tests
            )
            state = replace(state, tests=tests, variables={})
            places = {one.test_id: one for one in tests}
        placed = tuple(
            PlacedTest(
                test_id=one.id,
                number=one.number,
                state=one.state,
                phase=places[one.id].phase,
                depends_on=places[one.id].depends_on,
                met_by=places[one.id].met_by,
            )
            for one in sorted(lines, key=lambda each: order.get(each.id, 0))
            if one.id in places
        )
        whole = {name: getattr(state, name) for name in CampaignState.__struct_fields__}
        return CampaignDetail(**whole, version=version, placed=placed, progress=progress_of(state, lines))


class Deconflict:
    """Answers whether something was us. Where tests are hidden from the caller it is the contact who is asked. Raises
    `Forbidden`, `NotFound`."""

    def __init__(self, reads: CampaignReads) -> None:
        self._reads = reads

    async def __call__(self, caller: Caller, campaign_id: UUID, host: str, at: datetime) -> DeconflictView:
        require(caller, Action.CAMPAIGNS_READ, READER)
        found = await self._reads.find(campaign_id, Seer.of(caller))
        if found is None:
            raise NotFound("not_found", f"There is no campaign {campaign_id}.")
        state, _, lines = found
        if any(one.masked for one in lines):
            contact = state.deconfliction_contact or "a red lead"
            raise Forbidden("ask_contact", f"Tests of this campaign are hidden from you: ask {contact}.")
        return DeconflictView(ours=await self._reads.ran(campaign_id, host, at))


def progress_of(state: CampaignState, lines: list[TestLine]) -> ProgressView:
    """Figures over the tests of a campaign."""
    by_state: dict[str, int] = {}
    by_result: dict[str, int] = {}
    for one in lines:
        by_state[one.state] = by_state.get(one.state, 0) + 1
        if one.result is not None:
            by_result[one.result] = by_result.get(one.result, 0) + 1
    cancelled, validated = by_state.get("cancelled", 0), by_state.get("validated", 0)
    counted = len(lines) - cancelled
    return ProgressView(
        tests=len(lines),
        cancelled=cancelled,
        validated=validated,
        progress=validated / counted if counted else None,
        by_state=by_state,
        by_result=by_result,
        scored=state.type != "tabletop",
    )
