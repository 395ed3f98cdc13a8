"""Entries of feeds over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromPath, QueryParameter

from aegis_catalog.application.intel.queries.intel import IntelDetail, IntelFilters, IntelItems, IntelRow
from aegis_catalog.entrypoints.http.asked import ASKED, Asked, Words, several
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView
from aegis_contracts.words import IntelTriage

INTEL_SORTS = {"published": datetime, "name": str}
Triages = Annotated[list[IntelTriage] | None, QueryParameter(description="What we made of it.")]


class IntelController(Controller):
    """Entries of feeds, with the techniques that they name."""

    path = "/intel-items"
    tags = ("Intel",)
    dependencies = ASKED

    @get(operation_id="intel_items.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        asked: Asked,
        items: FromDishka[IntelItems],
        feed: Words = None,
        technique: Words = None,
        triage: Triages = None,
    ) -> Response[PageView[IntelRow]]:
        """Entries, the newest first. `technique` names techniques that their ids lead to today."""
        filters = asked.filters(IntelFilters, feed=several(feed), technique=several(technique), triage=several(triage))
        found = await items.page(caller, filters, paging.request(INTEL_SORTS, default="-published"))
        return cacheable(request, paging.answer(found))

    @get("/{item_id:uuid}", operation_id="intel_items.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        item_id: FromPath[UUID],
        items: FromDishka[IntelItems],
    ) -> Response[IntelDetail]:
        """An entry with its text."""
        return cacheable(request, await items.one(caller, str(item_id)))
