"""What is linked to a technique, over HTTP: templates, rules, defences, controls, entries of feeds."""

from typing import Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from aegis_catalog.application.compliance.queries.controls import ControlOf, ControlOfFilters, Controls
from aegis_catalog.application.defences.queries.defences import DefenceRow
from aegis_catalog.application.intel.queries.intel import IntelFilters, IntelItems, IntelRow
from aegis_catalog.application.rules.queries.rules import RuleRow
from aegis_catalog.application.techniques.queries.linked import LinkedToTechnique
from aegis_catalog.application.templates.queries.templates import TemplateRow
from aegis_catalog.entrypoints.http import defences, detection_rules, test_templates
from aegis_catalog.entrypoints.http.asked import ASKED, Asked, States, Words, several, states
from aegis_catalog.entrypoints.http.intel import INTEL_SORTS, Triages
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView


class TechniqueLinkController(Controller):
    """What names a technique in its own text. A parent's sub-techniques have links of their own."""

    path = "/techniques/{technique:str}"
    tags = ("Techniques",)
    dependencies = ASKED

    @get("/templates", operation_id="techniques.templates")
    async def templates(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        technique: FromPath[str],
        paging: Pages,
        linked: FromDishka[LinkedToTechnique],
        of_state: States = None,
    ) -> Response[PageView[TemplateRow]]:
        """The templates that try it."""
        wanted = paging.request(test_templates.SORTS, default="name")
        return cacheable(request, paging.answer(await linked.templates(caller, technique, states(of_state), wanted)))

    @get("/rules", operation_id="techniques.rules")
    async def rules(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        technique: FromPath[str],
        paging: Pages,
        linked: FromDishka[LinkedToTechnique],
        of_state: States = None,
    ) -> Response[PageView[RuleRow]]:
        """The detection rules that name it."""
        wanted = paging.request(detection_rules.SORTS, default="name")
        return cacheable(request, paging.answer(await linked.rules(caller, technique, states(of_state), wanted)))

    @get("/defences", operation_id="techniques.defences")
    async def defences(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        technique: FromPath[str],
        paging: Pages,
        linked: FromDishka[LinkedToTechnique],
        of_state: States = None,
    ) -> Response[PageView[DefenceRow]]:
        """The defences that counter it, those not implemented first, then the planned ones."""
        wanted = paging.request(defences.SORTS, default="implementation,attack_id")
        return cacheable(request, paging.answer(await linked.defences(caller, technique, states(of_state), wanted)))

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
