"""How detection rules fare in validated tests, over HTTP."""

from typing import Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from aegis_catalog.application.rule_health.queries.health import HealthOfRules, RuleHealthDetail
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable


class RuleHealthController(Controller):
    """How rules fare."""

    path = "/detection-rules"
    tags = ("Detection rules",)

    @get("/{rule_id:uuid}/health", operation_id="detection_rules.health")
    async def health(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        rule_id: FromPath[UUID],
        health: FromDishka[HealthOfRules],
    ) -> Response[RuleHealthDetail]:
        """How often a rule was expected, looked at, fired and stayed silent in validated tests, and in which."""
        return cacheable(request, await health(caller, rule_id))
