"""Detection rules over HTTP."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, MediaType, Request, Response, get
from litestar.params import FromPath, QueryParameter

from aegis_catalog.application.history.queries.history import History, HistoryEntry
from aegis_catalog.application.rules.queries.rules import (
    HealthWord,
    RuleBodies,
    RuleDetail,
    RuleFilters,
    RuleRow,
    Rules,
)
from aegis_catalog.entrypoints.http.asked import ASKED, Asked, Words, YesNo, exactly_or_below, several
from aegis_catalog.entrypoints.http.tags import shown
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView
from aegis_contracts.words import DeploymentStatus, RuleKind

SORTS = {"name": str, "modified": datetime, "severity": int, "risk_score": float}


class DetectionRuleController(Controller):
    """Detection rules: Sigma's, Elastic's, Splunk's, and our own, with where we have deployed them."""

    path = "/detection-rules"
    tags = ("Detection rules",)
    dependencies = ASKED

    @get(operation_id="detection_rules.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        asked: Asked,
        rules: FromDishka[Rules],
        source: Words = None,
        kind: Annotated[list[RuleKind] | None, QueryParameter()] = None,
        severity: Words = None,
        upstream_status: Words = None,
        product: Words = None,
        category: Words = None,
        service: Words = None,
        technique: Words = None,
        include_subtechniques: YesNo = None,
        deployment: Annotated[list[DeploymentStatus] | None, QueryParameter()] = None,
        tool: Annotated[list[UUID] | None, QueryParameter()] = None,
        health: Annotated[list[HealthWord] | None, QueryParameter()] = None,
    ) -> Response[PageView[RuleRow]]:
        """Rules, without their bodies. `source` is an upstream or the name of a data source. `upstream_status` is
        upstream's word for a rule; `deployment` how it stands in our tools, or in those that `tool` names. `health`
        is over validated tests: `silent` (looked at, never fired), `never_evaluated`, `sole_cover`."""
        filters = asked.filters(
            RuleFilters,
            source=several(source),
            kind=several(kind),
            severity=several(severity),
            upstream_status=several(upstream_status),
            product=several(product),
            category=several(category),
            service=several(service),
            **exactly_or_below(technique, include_subtechniques),
            deployment=several(deployment),
            tool=several(tool),
            health=several(health),
        )
        found = await rules.page(caller, filters, paging.request(SORTS, default="name"))
        return cacheable(request, paging.answer(found))

    @get("/{rule_id:str}", operation_id="detection_rules.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        rule_id: FromPath[str],
        rules: FromDishka[Rules],
    ) -> Response[RuleDetail]:
        """A rule with its body, by id."""
        found = await rules.one(caller, rule_id)
        return shown(request, found, version=found.version)

    @get("/{rule_id:uuid}/body", operation_id="detection_rules.body", media_type=MediaType.TEXT)
    async def body(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        rule_id: FromPath[UUID],
        bodies: FromDishka[RuleBodies],
    ) -> Response[bytes]:
        """A rule's body as text, character for character as upstream wrote it (but for CRLF, which is LF)."""
        answer = cacheable(request, (await bodies(caller, rule_id)).encode())
        answer.media_type = "text/plain"
        return answer

    @get("/{rule_id:str}/history", operation_id="detection_rules.history")
    async def history(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        rule_id: FromPath[str],
        paging: Pages,
        history: FromDishka[History],
    ) -> Response[PageView[HistoryEntry]]:
        """How it came to be as it is, deployments among it, the newest first."""
        wanted = paging.request({"version": int}, default="-version", tie=int)
        return cacheable(request, paging.answer(await history.page(caller, "rule", rule_id, wanted)))
