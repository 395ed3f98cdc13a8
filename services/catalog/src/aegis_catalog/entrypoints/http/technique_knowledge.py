"""What controls and feeds say of one technique, over HTTP."""

from typing import Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from aegis_catalog.application.compliance.queries.controls import ControlOf, ControlOfFilters, Controls
from aegis_catalog.application.intel.queries.intel import IntelFilters, IntelItems, IntelRow
from aegis_catalog.entrypoints.http.asked import ASKED, Asked, States, Words, several, states
from aegis_catalog.entrypoints.http.intel import INTEL_SORTS, Triages
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView


class TechniqueKnowledgeController(Controller):
    """Controls that are mapped to a technique, and entries of feeds that name it."""

    path = "/techniques/{technique:str}"
    tags = ("Techniques",)
    dependencies = ASKED

    @get("/controls", operation_id="techniques.controls")
    async def controls(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        technique: FromPath[str],
        paging: Pages,
        controls: FromDishka[Controls],
        of_state: States = None,
        framework: Words = None,
    ) -> Response[PageView[ControlOf]]:
        """The controls that are mapped to it today, each once with all its mappings."""
        filters = ControlOfFilters(state=states(of_state), framework=several(framework))
        sorts = {"framework": str, "label": str, "name": str}
        found = await controls.of_technique(
            caller, technique, filters, paging.request(sorts, default="framework,label")
        )
        return cacheable(request, paging.answer(found))

    @get("/intel", operation_id="techniques.intel")
    async def intel(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        technique: FromPath[str],
        paging: Pages,
        asked: Asked,
        items: FromDishka[IntelItems],
        feed: Words = None,
        triage: Triages = None,
    ) -> Response[PageView[IntelRow]]:
        """The entries of feeds that name it, the newest first."""
        filters = asked.filters(IntelFilters, feed=several(feed), triage=several(triage))
        wanted = paging.request(INTEL_SORTS, default="-published")
        return cacheable(request, paging.answer(await items.of_technique(caller, technique, filters, wanted)))
