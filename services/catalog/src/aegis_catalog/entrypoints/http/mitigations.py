"""Mitigations over HTTP."""

from typing import Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from aegis_catalog.application.mitigations.queries.mitigations import MitigationFilters, MitigationRow, Mitigations
from aegis_catalog.application.views.techniques import MitigatedTechnique
from aegis_catalog.entrypoints.http.asked import ASKED, Asked, States, Words, several, states
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView

NAMES = {"attack_id": str, "name": str}


class MitigationController(Controller):
    """Mitigations, and what they mitigate."""

    path = "/mitigations"
    tags = ("Mitigations",)
    dependencies = ASKED

    @get(operation_id="mitigations.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        asked: Asked,
        mitigations: FromDishka[Mitigations],
        technique: Words = None,
    ) -> Response[PageView[MitigationRow]]:
        """Mitigations; `technique` names techniques that they mitigate."""
        filters = asked.filters(MitigationFilters, technique=several(technique))
        found = await mitigations.page(caller, filters, paging.request(NAMES, default="attack_id"))
        return cacheable(request, paging.answer(found))

    @get("/{mitigation:str}", operation_id="mitigations.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        mitigation: FromPath[str],
        mitigations: FromDishka[Mitigations],
    ) -> Response[MitigationRow]:
        """A mitigation, by id or public id: of several with one public id the active one, enterprise first."""
        return cacheable(request, await mitigations.one(caller, mitigation))

    @get("/{mitigation:str}/techniques", operation_id="mitigations.techniques")
    async def techniques(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        mitigation: FromPath[str],
        paging: Pages,
        mitigations: FromDishka[Mitigations],
        of_state: States = None,
    ) -> Response[PageView[MitigatedTechnique]]:
        """The techniques that it mitigates, with how."""
        wanted = paging.request(NAMES, default="attack_id")
        found = await mitigations.techniques(caller, mitigation, states(of_state), wanted)
        return cacheable(request, paging.answer(found))
