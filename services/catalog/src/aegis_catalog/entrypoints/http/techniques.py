"""Techniques over HTTP."""

from datetime import datetime
from typing import Annotated, Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromPath, QueryParameter

from aegis_catalog.application.actors.queries.actors import ActorUsing
from aegis_catalog.application.data_components.queries.data_components import DataComponentRow
from aegis_catalog.application.history.queries.history import History, HistoryEntry
from aegis_catalog.application.techniques.queries.links import TechniqueLinks
from aegis_catalog.application.techniques.queries.techniques import (
    TechniqueDetail,
    TechniqueFilters,
    TechniqueRow,
    Techniques,
)
from aegis_catalog.domain.review import ReviewState
from aegis_catalog.entrypoints.http.asked import Domains, Search, States, Words, YesNo, several, states, ways
from aegis_catalog.entrypoints.http.tags import shown
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView
from aegis_contracts.words import CoverageStatus, Way

SORTS = {"attack_id": str, "name": str, "modified": datetime, "last_used_at": datetime}
NAMES = {"attack_id": str, "name": str}


class TechniqueController(Controller):
    """Techniques, and what is linked to one."""

    path = "/techniques"
    tags = ("Techniques",)

    @get(operation_id="techniques.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        techniques: FromDishka[Techniques],
        of_state: States = None,
        domain: Domains = None,
        tactic: Words = None,
        platform: Words = None,
        status: Annotated[list[CoverageStatus] | None, QueryParameter(description="Coverage statuses.")] = None,
        flag: Words = None,
        review_state: Annotated[list[ReviewState] | None, QueryParameter()] = None,
        actor: Words = None,
        parent: Words = None,
        tag: Words = None,
        has_template: YesNo = None,
        has_enabled_rule: YesNo = None,
        q: Search = None,
    ) -> Response[PageView[TechniqueRow]]:
        """Techniques with their tactics in matrix order and how we stand. Tactics, actors and parents are named by id
        or public id; `has_template` and `has_enabled_rule` tell those that have an active one from the others."""
        filters = TechniqueFilters(
            state=states(of_state),
            domain=several(domain),
            q=q or "",
            tactic=several(tactic),
            platform=several(platform),
            status=several(status),
            flag=several(flag),
            review_state=several(review_state),
            actor=several(actor),
            parent=several(parent),
            tag=several(tag),
            has_template=has_template,
            has_enabled_rule=has_enabled_rule,
        )
        found = await techniques.page(caller, filters, paging.request(SORTS, default="attack_id"))
        return cacheable(request, paging.answer(found))

    @get("/{technique:str}", operation_id="techniques.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        technique: FromPath[str],
        techniques: FromDishka[Techniques],
    ) -> Response[TechniqueDetail]:
        """A technique's page, by id or ATT&CK id. Its ETag serves for its review too."""
        found = await techniques.one(caller, technique)
        return shown(request, found, version=found.version)

    @get("/{technique:str}/actors", operation_id="techniques.actors")
    async def actors(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        technique: FromPath[str],
        paging: Pages,
        links: FromDishka[TechniqueLinks],
        way: Annotated[
            list[Way] | None, QueryParameter(description="`direct` and `campaign` when none is named.")
        ] = None,
        of_state: States = None,
    ) -> Response[PageView[ActorUsing]]:
        """The threat actors that use it, each once, with all the ways."""
        wanted = paging.request(NAMES, default="attack_id")
        found = await links.actors(caller, technique, ways(way), states(of_state), wanted)
        return cacheable(request, paging.answer(found))

    @get("/{technique:str}/data-components", operation_id="techniques.data_components")
    async def data_components(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        technique: FromPath[str],
        paging: Pages,
        links: FromDishka[TechniqueLinks],
        of_state: States = None,
    ) -> Response[PageView[DataComponentRow]]:
        """The data components that its detection reads."""
        found = await links.components(caller, technique, states(of_state), paging.request(NAMES, default="name"))
        return cacheable(request, paging.answer(found))

    @get("/{technique:str}/history", operation_id="techniques.history")
    async def history(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        technique: FromPath[str],
        paging: Pages,
        history: FromDishka[History],
    ) -> Response[PageView[HistoryEntry]]:
        """How it came to be as it is, the newest first."""
        wanted = paging.request({"version": int}, default="-version", tie=int)
        return cacheable(request, paging.answer(await history.page(caller, "technique", technique, wanted)))
