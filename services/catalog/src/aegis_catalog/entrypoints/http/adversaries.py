"""Adversaries over HTTP."""

from typing import Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from aegis_catalog.application.adversaries.queries.adversaries import (
    Adversaries,
    AdversaryDetail,
    AdversaryFilters,
    AdversaryRow,
)
from aegis_catalog.application.history.queries.history import History, HistoryEntry
from aegis_catalog.entrypoints.http.asked import ASKED, Asked, Words, several
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView


class AdversaryController(Controller):
    """Caldera's adversaries: blueprints of campaigns."""

    path = "/adversaries"
    tags = ("Adversaries",)
    dependencies = ASKED

    @get(operation_id="adversaries.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        asked: Asked,
        adversaries: FromDishka[Adversaries],
        technique: Words = None,
    ) -> Response[PageView[AdversaryRow]]:
        """Adversaries; `technique` names techniques that one of their steps tries, by id or ATT&CK id."""
        filters = asked.filters(AdversaryFilters, technique=several(technique))
        found = await adversaries.page(caller, filters, paging.request({"name": str}, default="name"))
        return cacheable(request, paging.answer(found))

    @get("/{adversary_id:str}", operation_id="adversaries.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        adversary_id: FromPath[str],
        adversaries: FromDishka[Adversaries],
    ) -> Response[AdversaryDetail]:
        """An adversary with its steps in order, and the templates that are there for each."""
        return cacheable(request, await adversaries.one(caller, adversary_id))

    @get("/{adversary_id:str}/history", operation_id="adversaries.history")
    async def history(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        adversary_id: FromPath[str],
        paging: Pages,
        history: FromDishka[History],
    ) -> Response[PageView[HistoryEntry]]:
        """How it came to be as it is, the newest first."""
        wanted = paging.request({"version": int}, default="-version", tie=int)
        return cacheable(request, paging.answer(await history.page(caller, "adversary", adversary_id, wanted)))
