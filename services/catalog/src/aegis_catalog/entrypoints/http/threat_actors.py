"""Threat actors over HTTP."""

from typing import Annotated, Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromPath, QueryParameter

from aegis_catalog.application.actors.queries.actors import ActorDetail, ActorFilters, ActorRow, Actors, UseFilters
from aegis_catalog.application.history.queries.history import History, HistoryEntry
from aegis_catalog.application.views.techniques import UsedTechnique
from aegis_catalog.entrypoints.http.asked import ASKED, Asked, Domains, States, Words, several, states, ways
from aegis_catalog.entrypoints.http.tags import shown
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView
from aegis_contracts.words import Way

NAMES = {"attack_id": str, "name": str}


class ThreatActorController(Controller):
    """Threat actors, and the techniques they use."""

    path = "/threat-actors"
    tags = ("Threat actors",)
    dependencies = ASKED

    @get(operation_id="threat_actors.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        asked: Asked,
        actors: FromDishka[Actors],
        technique: Words = None,
        software: Words = None,
        country: Words = None,
        motivation: Words = None,
    ) -> Response[PageView[ActorRow]]:
        """Actors, with how many techniques they use in which ways, and what sources beside ATT&CK say of them.
        `technique` and `software` name what they use themselves; `country` (two letters) and `motivation` are those of
        their profiles. `q` looks in aliases too."""
        filters = asked.filters(
            ActorFilters,
            technique=several(technique),
            software=several(software),
            country=several(country),
            motivation=several(motivation),
        )
        found = await actors.page(caller, filters, paging.request(NAMES, default="attack_id"))
        return cacheable(request, paging.answer(found))

    @get("/{actor:str}", operation_id="threat_actors.get")
    async def one(
        self, request: Request[Any, Any, Any], caller: CurrentCaller, actor: FromPath[str], actors: FromDishka[Actors]
    ) -> Response[ActorDetail]:
        """An actor, by id or group id."""
        found = await actors.one(caller, actor)
        return shown(request, found, version=found.version)

    @get("/{actor:str}/techniques", operation_id="threat_actors.techniques")
    async def techniques(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        actor: FromPath[str],
        paging: Pages,
        actors: FromDishka[Actors],
        way: Annotated[
            list[Way] | None, QueryParameter(description="`direct` and `campaign` when none is named.")
        ] = None,
        of_state: States = None,
        domain: Domains = None,
    ) -> Response[PageView[UsedTechnique]]:
        """The techniques that it uses, each once, with every way, description and citation."""
        filters = UseFilters(way=ways(way), state=states(of_state), domain=several(domain))
        found = await actors.techniques(caller, actor, filters, paging.request(NAMES, default="attack_id"))
        return cacheable(request, paging.answer(found))

    @get("/{actor:str}/history", operation_id="threat_actors.history")
    async def history(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        actor: FromPath[str],
        paging: Pages,
        history: FromDishka[History],
    ) -> Response[PageView[HistoryEntry]]:
        """How it came to be as it is, the newest first."""
        wanted = paging.request({"version": int}, default="-version", tie=int)
        return cacheable(request, paging.answer(await history.page(caller, "actor", actor, wanted)))
