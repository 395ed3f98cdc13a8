"""Detection strategies and analytics over HTTP."""

from typing import Annotated, Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromPath, QueryParameter

from aegis_catalog.application.detection.queries.analytics import AnalyticFilters, AnalyticRow, Analytics
from aegis_catalog.application.detection.queries.strategies import (
    Strategies,
    StrategyDetail,
    StrategyFilters,
    StrategyRow,
)
from aegis_catalog.application.views.techniques import TechniqueOf
from aegis_catalog.domain.content import State
from aegis_catalog.entrypoints.http.asked import ASKED, Asked, Domains, Search, States, Words, several, states
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView

NAMES = {"attack_id": str, "name": str}


class StrategyController(Controller):
    """Detection strategies: how techniques are seen."""

    path = "/detection-strategies"
    tags = ("Detection",)
    dependencies = ASKED

    @get(operation_id="detection_strategies.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        asked: Asked,
        strategies: FromDishka[Strategies],
        technique: Words = None,
        data_component: Words = None,
    ) -> Response[PageView[StrategyRow]]:
        """Strategies; `technique` names techniques that they see, `data_component` what their analytics read."""
        filters = asked.filters(StrategyFilters, technique=several(technique), data_component=several(data_component))
        found = await strategies.page(caller, filters, paging.request(NAMES, default="attack_id"))
        return cacheable(request, paging.answer(found))

    @get("/{strategy:str}", operation_id="detection_strategies.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        strategy: FromPath[str],
        strategies: FromDishka[Strategies],
    ) -> Response[StrategyDetail]:
        """A strategy with its analytics and the logs that they read, by id or public id."""
        return cacheable(request, await strategies.one(caller, strategy))

    @get("/{strategy:str}/techniques", operation_id="detection_strategies.techniques")
    async def techniques(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        strategy: FromPath[str],
        paging: Pages,
        strategies: FromDishka[Strategies],
        of_state: States = None,
    ) -> Response[PageView[TechniqueOf]]:
        """The techniques that it sees."""
        wanted = paging.request(NAMES, default="attack_id")
        found = await strategies.techniques(caller, strategy, states(of_state), wanted)
        return cacheable(request, paging.answer(found))


class AnalyticController(Controller):
    """Analytics: what strategies look for, in which logs."""

    path = "/analytics"
    tags = ("Detection",)

    @get(operation_id="analytics.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        analytics: FromDishka[Analytics],
        strategy_state: Annotated[
            list[State] | None, QueryParameter(description="States of strategies; all but `withdrawn` by default.")
        ] = None,
        domain: Domains = None,
        platform: Words = None,
        data_component: Words = None,
        technique: Words = None,
        q: Search = None,
    ) -> Response[PageView[AnalyticRow]]:
        """Active analytics, with the strategy that each belongs to; `data_component` names what they read, `technique`
        what their strategy sees."""
        more = {"state": tuple(strategy_state)} if strategy_state else {}
        filters = AnalyticFilters(
            domain=several(domain),
            platform=several(platform),
            data_component=several(data_component),
            technique=several(technique),
            q=q or "",
            **more,
        )
        wanted = paging.request(NAMES, default="attack_id", tie=str)
        return cacheable(request, paging.answer(await analytics.page(caller, filters, wanted)))
