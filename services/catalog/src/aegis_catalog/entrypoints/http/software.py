"""Malware and tools over HTTP."""

from typing import Annotated, Any, Literal

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromPath, QueryParameter

from aegis_catalog.application.history.queries.history import History, HistoryEntry
from aegis_catalog.application.software.queries.software import (
    SoftwareDetail,
    SoftwareFilters,
    SoftwareItems,
    SoftwareRow,
)
from aegis_catalog.application.views.techniques import TechniqueOf
from aegis_catalog.entrypoints.http.asked import ASKED, Asked, States, Words, several, states
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView

NAMES = {"attack_id": str, "name": str}


class SoftwareController(Controller):
    """Malware and tools, and the techniques they use."""

    path = "/software"
    tags = ("Software",)
    dependencies = ASKED

    @get(operation_id="software.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        asked: Asked,
        software: FromDishka[SoftwareItems],
        kind: Annotated[list[Literal["malware", "tool"]] | None, QueryParameter(name="type")] = None,
        platform: Words = None,
        technique: Words = None,
        actor: Words = None,
    ) -> Response[PageView[SoftwareRow]]:
        """Software; `technique` names techniques that it uses, `actor` actors that use it. `q` looks in aliases too."""
        filters = asked.filters(
            SoftwareFilters,
            type=several(kind),
            platform=several(platform),
            technique=several(technique),
            actor=several(actor),
        )
        found = await software.page(caller, filters, paging.request(NAMES, default="attack_id"))
        return cacheable(request, paging.answer(found))

    @get("/{software_id:str}", operation_id="software.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        software_id: FromPath[str],
        software: FromDishka[SoftwareItems],
    ) -> Response[SoftwareDetail]:
        """A piece of software, by id or public id: of several with one public id the active one, enterprise first."""
        return cacheable(request, await software.one(caller, software_id))

    @get("/{software_id:str}/techniques", operation_id="software.techniques")
    async def techniques(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        software_id: FromPath[str],
        paging: Pages,
        software: FromDishka[SoftwareItems],
        of_state: States = None,
    ) -> Response[PageView[TechniqueOf]]:
        """The techniques that it uses."""
        wanted = paging.request(NAMES, default="attack_id")
        found = await software.techniques(caller, software_id, states(of_state), wanted)
        return cacheable(request, paging.answer(found))

    @get("/{software_id:str}/history", operation_id="software.history")
    async def history(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        software_id: FromPath[str],
        paging: Pages,
        history: FromDishka[History],
    ) -> Response[PageView[HistoryEntry]]:
        """How it came to be as it is, the newest first."""
        wanted = paging.request({"version": int}, default="-version", tie=int)
        return cacheable(request, paging.answer(await history.page(caller, "software", software_id, wanted)))
