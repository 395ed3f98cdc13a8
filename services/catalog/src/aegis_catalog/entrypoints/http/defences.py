"""Defences over HTTP."""

from typing import Annotated, Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromPath, QueryParameter

from aegis_catalog.application.defences.queries.defences import DefenceDetail, DefenceFilters, DefenceRow, Defences
from aegis_catalog.application.history.queries.history import History, HistoryEntry
from aegis_catalog.application.views.techniques import TechniqueOf
from aegis_catalog.entrypoints.http.asked import ASKED, Asked, States, Words, YesNo, exactly_or_below, several, states
from aegis_catalog.entrypoints.http.tags import shown
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView
from aegis_contracts.words import ImplementationStatus

SORTS = {"attack_id": str, "name": str, "tactic": str, "implementation": int}
NAMES = {"attack_id": str, "name": str}


class DefenceController(Controller):
    """D3FEND's techniques, what they counter, and what we have done about them."""

    path = "/defences"
    tags = ("Defences",)
    dependencies = ASKED

    @get(operation_id="defences.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        asked: Asked,
        defences: FromDishka[Defences],
        tactic: Words = None,
        implementation: Annotated[list[ImplementationStatus] | None, QueryParameter()] = None,
        technique: Words = None,
        include_subtechniques: YesNo = None,
        tool: Annotated[list[UUID] | None, QueryParameter()] = None,
    ) -> Response[PageView[DefenceRow]]:
        """Defences. `tactic` is D3FEND's (`Detect`, `Harden`, ...), `implementation` ours; `technique` names techniques
        that they counter, by id or ATT&CK id."""
        filters = asked.filters(
            DefenceFilters,
            tactic=several(tactic),
            implementation=several(implementation),
            **exactly_or_below(technique, include_subtechniques),
            tool=several(tool),
        )
        found = await defences.page(caller, filters, paging.request(SORTS, default="attack_id"))
        return cacheable(request, paging.answer(found))

    @get("/{defence:str}", operation_id="defences.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        defence: FromPath[str],
        defences: FromDishka[Defences],
    ) -> Response[DefenceDetail]:
        """A defence, by id or D3FEND id."""
        found = await defences.one(caller, defence)
        return shown(request, found, version=found.version)

    @get("/{defence:str}/techniques", operation_id="defences.techniques")
    async def techniques(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        defence: FromPath[str],
        paging: Pages,
        defences: FromDishka[Defences],
        of_state: States = None,
    ) -> Response[PageView[TechniqueOf]]:
        """The techniques that it counters."""
        wanted = paging.request(NAMES, default="attack_id")
        found = await defences.techniques(caller, defence, states(of_state), wanted)
        return cacheable(request, paging.answer(found))

    @get("/{defence:str}/history", operation_id="defences.history")
    async def history(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        defence: FromPath[str],
        paging: Pages,
        history: FromDishka[History],
    ) -> Response[PageView[HistoryEntry]]:
        """How it came to be as it is, the newest first."""
        wanted = paging.request({"version": int}, default="-version", tie=int)
        return cacheable(request, paging.answer(await history.page(caller, "defence", defence, wanted)))
