"""Test templates over HTTP."""

from datetime import datetime
from typing import Annotated, Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromPath, QueryParameter

from aegis_catalog.application.history.queries.history import History, HistoryEntry
from aegis_catalog.application.templates.queries.templates import (
    TemplateCounts,
    TemplateDetail,
    TemplateFilters,
    TemplateRow,
    Templates,
    TemplateStats,
)
from aegis_catalog.entrypoints.http.asked import ASKED, Asked, States, Words, YesNo, exactly_or_below, several, states
from aegis_catalog.entrypoints.http.tags import shown
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView
from aegis_contracts.words import TemplateApproval

SORTS = {"name": str, "modified": datetime, "last_used_at": datetime}


class TestTemplateController(Controller):
    """Ready ways to try a technique: Atomic Red Team's, Caldera's, LOLBAS', GTFOBins', and our own."""

    path = "/test-templates"
    tags = ("Test templates",)
    dependencies = ASKED

    @get(operation_id="test_templates.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        asked: Asked,
        templates: FromDishka[Templates],
        source: Words = None,
        technique: Words = None,
        include_subtechniques: YesNo = None,
        tactic: Words = None,
        platform: Words = None,
        executor: Words = None,
        elevation: YesNo = None,
        approval: Annotated[list[TemplateApproval] | None, QueryParameter()] = None,
        has_rules: YesNo = None,
        never_used: YesNo = None,
    ) -> Response[PageView[TemplateRow]]:
        """Templates. `source` is an upstream or the name of a data source; techniques and tactics are named by id or
        public id, and a technique's sub-techniques count with `include_subtechniques=true`. `has_rules`: people
        confirmed a detection rule for it."""
        filters = asked.filters(
            TemplateFilters,
            source=several(source),
            **exactly_or_below(technique, include_subtechniques),
            tactic=several(tactic),
            platform=several(platform),
            executor=several(executor),
            elevation=elevation,
            approval=several(approval),
            has_rules=has_rules,
            never_used=never_used,
        )
        found = await templates.page(caller, filters, paging.request(SORTS, default="name"))
        return cacheable(request, paging.answer(found))

    @get("/stats", operation_id="test_templates.stats")
    async def stats(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        counts: FromDishka[TemplateCounts],
        of_state: States = None,
        source: Words = None,
    ) -> Response[TemplateStats]:
        """How many there are by source, platform, tactic, executor and approval."""
        return cacheable(request, await counts(caller, states(of_state), several(source)))

    @get("/{template_id:str}", operation_id="test_templates.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        template_id: FromPath[str],
        templates: FromDishka[Templates],
    ) -> Response[TemplateDetail]:
        """A template with its procedure, by id."""
        found = await templates.one(caller, template_id)
        return shown(request, found, version=found.version)

    @get("/{template_id:str}/history", operation_id="test_templates.history")
    async def history(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        template_id: FromPath[str],
        paging: Pages,
        history: FromDishka[History],
    ) -> Response[PageView[HistoryEntry]]:
        """How it came to be as it is, the newest first."""
        wanted = paging.request({"version": int}, default="-version", tie=int)
        return cacheable(request, paging.answer(await history.page(caller, "template", template_id, wanted)))
