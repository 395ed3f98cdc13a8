"""Tactics over HTTP."""

from typing import Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from aegis_catalog.application.tactics.queries.tactics import TacticFilters, TacticRow, Tactics
from aegis_catalog.entrypoints.http.asked import Domains, Search, States, several, states
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView


class TacticController(Controller):
    """Tactics, in matrix order."""

    path = "/tactics"
    tags = ("Tactics",)

    @get(operation_id="tactics.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        tactics: FromDishka[Tactics],
        of_state: States = None,
        domain: Domains = None,
        q: Search = None,
    ) -> Response[PageView[TacticRow]]:
        """Tactics by domain, in the order of the matrix, with the number of active techniques in each column."""
        filters = TacticFilters(state=states(of_state), domain=several(domain), q=q or "")
        wanted = paging.request({"place": int, "attack_id": str, "name": str}, default="place", tie=str)
        return cacheable(request, paging.answer(await tactics.page(caller, filters, wanted)))

    @get("/{tactic:str}", operation_id="tactics.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        tactic: FromPath[str],
        tactics: FromDishka[Tactics],
    ) -> Response[TacticRow]:
        """A tactic, by id or public id."""
        return cacheable(request, await tactics.one(caller, tactic))
