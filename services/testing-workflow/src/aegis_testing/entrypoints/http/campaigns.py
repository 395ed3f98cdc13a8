"""Campaigns over HTTP."""

from typing import Annotated
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Response, get, patch, post, put
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, answered, created
from aegis_chassis.web.openapi import API
from aegis_chassis.web.paging import Pages, PageView
from aegis_contracts.testing_campaigns import CampaignStateName, CampaignType
from aegis_kernel.rights import Caller
from aegis_testing.application.commands.create_campaign import CreateCampaign
from aegis_testing.application.commands.edit_campaign import EditCampaign, EditCampaignCommand
from aegis_testing.application.commands.fill_campaign import FillCampaign, FillCampaignCommand
from aegis_testing.application.commands.move_campaign import MoveCampaign, MoveCampaignCommand
from aegis_testing.application.commands.order_campaign import OrderCampaign, OrderCampaignCommand
from aegis_testing.application.queries.campaigns import (
    SORTS,
    CampaignDetail,
    CampaignDetails,
    CampaignFilters,
    CampaignItem,
    Deconflict,
    DeconflictView,
    ListCampaigns,
    ProgressView,
)
from aegis_testing.entrypoints.http.asked import several
from aegis_testing.entrypoints.http.campaign_requests import (
    NOTHING_SAID,
    CampaignPatch,
    CampaignRequest,
    EndRequest,
    FillRequest,
    MembersRequest,
    OrderRequest,
    pairs,
)
from aegis_testing.entrypoints.http.instants import Instant, utc

States = Annotated[list[CampaignStateName] | None, QueryParameter(name="state", description="States.")]
Types = Annotated[list[CampaignType] | None, QueryParameter(name="type", description="Types.")]
Name = Annotated[str | None, QueryParameter(name="q", min_length=1, max_length=200, description="Part of the name.")]
Host = Annotated[str, QueryParameter(min_length=1, max_length=300, description="Name or address of the host.")]


class CampaignController(Controller):
    """Campaigns. Restricted ones are not there for whoever is no member; guests see those that they are in."""

    path = "/campaigns"
    tags = ("Campaigns",)

    @get(operation_id="campaigns.list")
    async def page(
        self,
        caller: CurrentCaller,
        paging: Pages,
        campaigns: FromDishka[ListCampaigns],
        states: States = None,
        types: Types = None,
        member: FromQuery[UUID | None] = None,
        run_of: FromQuery[UUID | None] = None,
        name: Name = None,
    ) -> PageView[CampaignItem]:
        """Campaigns, the last changed first. `run_of` finds the runs of a recurring one."""
        filters = CampaignFilters(states=several(states), types=several(types), member=member, run_of=run_of, name=name)
        return paging.answer(await campaigns(caller, filters, paging.request(SORTS, default="-updated_at")))

    @post(operation_id="campaigns.create")
    async def create(
        self,
        caller: CurrentCaller,
        data: JSONBody[CampaignRequest],
        create: FromDishka[CreateCampaign],
        details: FromDishka[CampaignDetails],
    ) -> Response[CampaignDetail]:
        """Drafts a campaign."""
        made = await create(caller, data.command())
        view = await details(caller, made.id)
        return created(view, version=view.version, location=f"{API}/campaigns/{made.id}")

    @get("/{campaign:uuid}", operation_id="campaigns.get")
    async def one(
        self, caller: CurrentCaller, campaign: FromPath[UUID], details: FromDishka[CampaignDetails]
    ) -> Response[CampaignDetail]:
        """A campaign with its tests in their order and how far they are."""
        return await _answer(caller, campaign, details)

    @get("/{campaign:uuid}/progress", operation_id="campaigns.progress")
    async def progress(
        self, caller: CurrentCaller, campaign: FromPath[UUID], details: FromDishka[CampaignDetails]
    ) -> ProgressView:
        """Validated / (all - cancelled), by state and by result."""
        return (await details(caller, campaign)).progress

    @get("/{campaign:uuid}/deconflict", operation_id="campaigns.deconflict")
    async def deconflict(
        self,
        caller: CurrentCaller,
        campaign: FromPath[UUID],
        ask: FromDishka[Deconflict],
        host: Host,
        at: FromQuery[Instant],
    ) -> DeconflictView:
        """Is it us? Whether a test of the campaign ran on that host at that time, give or take five minutes."""
        return await ask(caller, campaign, host, utc(at, "/query/at") or at)

    @patch("/{campaign:uuid}", operation_id="campaigns.edit")
    async def edit(
        self,
        caller: CurrentCaller,
        campaign: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[CampaignPatch],
        edit: FromDishka[EditCampaign],
        details: FromDishka[CampaignDetails],
    ) -> Response[CampaignDetail]:
        """Changes what it says of itself, until it is over."""
        await edit(caller, EditCampaignCommand(campaign_id=campaign, version=if_match, new=data.new()))
        return await _answer(caller, campaign, details)

    @put("/{campaign:uuid}/members", operation_id="campaigns.members")
    async def members(
        self,
        caller: CurrentCaller,
        campaign: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[MembersRequest],
        edit: FromDishka[EditCampaign],
        details: FromDishka[CampaignDetails],
    ) -> Response[CampaignDetail]:
        """Says who takes part from now on."""
        people = pairs(data.members)
        await edit(caller, EditCampaignCommand(campaign_id=campaign, version=if_match, members=people))
        return await _answer(caller, campaign, details)

    @post("/{campaign:uuid}/tests", operation_id="campaigns.fill", status_code=200)
    async def fill(
        self,
        caller: CurrentCaller,
        campaign: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[FillRequest],
        fill: FromDishka[FillCampaign],
        details: FromDishka[CampaignDetails],
    ) -> Response[CampaignDetail]:
        """Puts tests into it, such as there are and new drafts, of techniques or by templates: all or none. In a blind
        campaign drafts are blind; its variables fill arguments that nobody filled."""
        command = FillCampaignCommand(
            campaign_id=campaign,
            version=if_match,
            entries=[one.entry() for one in data.tests],
            drafts=[one.new() for one in data.drafts],
        )
        await fill(caller, command)
        return await _answer(caller, campaign, details)

    @put("/{campaign:uuid}/dependencies", operation_id="campaigns.order")
    async def order(
        self,
        caller: CurrentCaller,
        campaign: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[OrderRequest],
        order: FromDishka[OrderCampaign],
        details: FromDishka[CampaignDetails],
    ) -> Response[CampaignDetail]:
        """Says which tests it has, in which order and phases, and what each waits for. A circle is refused, named."""
        entries = [one.entry() for one in data.tests]
        await order(caller, OrderCampaignCommand(campaign_id=campaign, version=if_match, entries=entries))
        return await _answer(caller, campaign, details)


class CampaignMoveController(Controller):
    """Moves of a campaign. Each answers the new state."""

    path = "/campaigns/{campaign:uuid}"
    tags = ("Campaigns",)

    @post("/activate", operation_id="campaigns.activate", status_code=200)
    async def activate(
        self,
        caller: CurrentCaller,
        campaign: FromPath[UUID],
        if_match: IfMatch,
        move: FromDishka[MoveCampaign],
        details: FromDishka[CampaignDetails],
    ) -> Response[CampaignDetail]:
        """From here on its tests can be started."""
        await move(caller, MoveCampaignCommand(campaign_id=campaign, version=if_match, state="active"))
        return await _answer(caller, campaign, details)

    @post("/complete", operation_id="campaigns.complete", status_code=200)
    async def complete(
        self,
        caller: CurrentCaller,
        campaign: FromPath[UUID],
        if_match: IfMatch,
        move: FromDishka[MoveCampaign],
        details: FromDishka[CampaignDetails],
        data: JSONBody[EndRequest] = NOTHING_SAID,
    ) -> Response[CampaignDetail]:
        """Completes it. With open tests it asks (409 `open_tests`) whether to cancel or to move them."""
        await move(caller, _ending(campaign, if_match, "completed", data))
        return await _answer(caller, campaign, details)

    @post("/cancel", operation_id="campaigns.cancel", status_code=200)
    async def cancel(
        self,
        caller: CurrentCaller,
        campaign: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[EndRequest],
        move: FromDishka[MoveCampaign],
        details: FromDishka[CampaignDetails],
    ) -> Response[CampaignDetail]:
        """Cancels it, with a reason; open tests as when it is completed."""
        await move(caller, _ending(campaign, if_match, "cancelled", data))
        return await _answer(caller, campaign, details)

    @post("/archive", operation_id="campaigns.archive", status_code=200)
    async def archive(
        self,
        caller: CurrentCaller,
        campaign: FromPath[UUID],
        if_match: IfMatch,
        move: FromDishka[MoveCampaign],
        details: FromDishka[CampaignDetails],
    ) -> Response[CampaignDetail]:
        """Puts a completed one away."""
        await move(caller, MoveCampaignCommand(campaign_id=campaign, version=if_match, state="archived"))
        return await _answer(caller, campaign, details)


def _ending(campaign: UUID, version: int, state: CampaignStateName, data: EndRequest) -> MoveCampaignCommand:
    return MoveCampaignCommand(
        campaign_id=campaign,
        version=version,
        state=state,
        reason=data.reason,
        open_tests=data.open_tests,
        move_to=data.move_to,
    )


async def _answer(caller: Caller, campaign: UUID, details: CampaignDetails) -> Response[CampaignDetail]:
    view = await details(caller, campaign)
    return answered(view, version=view.version)
