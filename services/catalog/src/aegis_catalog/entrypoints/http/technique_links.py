"""What is linked to a technique, over HTTP: templates, rules, defences."""

from typing import Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from aegis_catalog.application.defences.queries.defences import DefenceRow
from aegis_catalog.application.rules.queries.rules import RuleRow
from aegis_catalog.application.techniques.queries.linked import LinkedToTechnique
from aegis_catalog.application.templates.queries.templates import TemplateRow
from aegis_catalog.entrypoints.http import defences, detection_rules, test_templates
from aegis_catalog.entrypoints.http.asked import States, states
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView


class TechniqueLinkController(Controller):
    """What names a technique in its own text. A parent's sub-techniques have links of their own."""

    path = "/techniques/{technique:str}"
    tags = ("Techniques",)

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
