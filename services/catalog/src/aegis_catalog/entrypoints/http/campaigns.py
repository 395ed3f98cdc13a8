"""ATT&CK campaigns over HTTP."""

from datetime import datetime
from typing import Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from aegis_catalog.application.campaigns.queries.campaigns import (
    CampaignDetail,
    CampaignFilters,
    CampaignRow,
    Campaigns,
)
from aegis_catalog.application.views.techniques import TechniqueOf
from aegis_catalog.entrypoints.http.asked import ASKED, Asked, States, Words, several, states
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView

NAMES = {"attack_id": str, "name": str}


class CampaignController(Controller):
    """ATT&CK campaigns: not those that testers plan."""

    path = "/attack-campaigns"
    tags = ("ATT&CK campaigns",)
    dependencies = ASKED

    @get(operation_id="attack_campaigns.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        asked: Asked,
        campaigns: FromDishka[Campaigns],
        technique: Words = None,
        software: Words = None,
        actor: Words = None,
    ) -> Response[PageView[CampaignRow]]:
        """Campaigns with the groups that they are attributed to; `technique` and `software` name what was used in them,
        `actor` groups. `q` looks in aliases too."""
        filters = asked.filters(
            CampaignFilters, technique=several(technique), software=several(software), actor=several(actor)
        )
        sorts = {**NAMES, "first_seen": datetime, "last_seen": datetime}
        found = await campaigns.page(caller, filters, paging.request(sorts, default="attack_id"))
        return cacheable(request, paging.answer(found))

    @get("/{campaign:str}", operation_id="attack_campaigns.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        campaign: FromPath[str],
        campaigns: FromDishka[Campaigns],
    ) -> Response[CampaignDetail]:
        """A campaign, by id or public id."""
        return cacheable(request, await campaigns.one(caller, campaign))

    @get("/{campaign:str}/techniques", operation_id="attack_campaigns.techniques")
    async def techniques(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        campaign: FromPath[str],
        paging: Pages,
        campaigns: FromDishka[Campaigns],
        of_state: States = None,
    ) -> Response[PageView[TechniqueOf]]:
        """The techniques that were used in it."""
        wanted = paging.request(NAMES, default="attack_id")
        found = await campaigns.techniques(caller, campaign, states(of_state), wanted)
        return cacheable(request, paging.answer(found))
