"""Scores over HTTP."""

from typing import Annotated, Any, Literal

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromPath, QueryParameter

from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView
from aegis_contracts.words import CoverageStatus
from aegis_scoring.application.queries import history, technique_scores
from aegis_scoring.application.queries.explanation import Explanation, ExplanationView
from aegis_scoring.application.queries.history import History, HistoryPoint
from aegis_scoring.application.queries.means import (
    ACTOR_SORTS,
    TACTIC_SORTS,
    ActorScoreView,
    ActorTechniquesView,
    Means,
    OrganisationScoreView,
    TacticScoreView,
)
from aegis_scoring.application.queries.technique_scores import ScoreFilters, TechniqueScores, TechniqueScoreView
from aegis_scoring.entrypoints.http.asked import (
    AsOf,
    ByConfiguration,
    BySoftware,
    Domains,
    Search,
    Words,
    asked,
    several,
)

AnyRequest = Request[Any, Any, Any]
FlagWord = Literal["retest_open", "expired", "planned", "single", "in_doubt", "review_required"]
StateWord = Literal["active", "revoked", "deprecated", "withdrawn", "all"]

Statuses = Annotated[list[CoverageStatus] | None, QueryParameter(description="Coverage status.")]
Flags = Annotated[list[FlagWord] | None, QueryParameter(description="Flags beside the status.")]
States = Annotated[
    list[StateWord] | None,
    QueryParameter(name="state", description="States of techniques; `active` when none is named, `all` for all."),
]
InScope = Annotated[bool | None, QueryParameter(description="Whether the technique counts in denominators.")]


class ScoreController(Controller):
    """Scores of techniques, tactics, actors and the organisation. Points are of 100 and not rounded; `displayed` is
    what people are shown. `as_of` asks for any instant that has been, `configuration` for any version."""

    path = "/scores"
    tags = ("Scores",)

    @get("/techniques", operation_id="scores.techniques")
    async def techniques(
        self,
        request: AnyRequest,
        caller: CurrentCaller,
        paging: Pages,
        scores: FromDishka[TechniqueScores],
        as_of: AsOf = None,
        configuration: ByConfiguration = None,
        status: Statuses = None,
        flag: Flags = None,
        tactic: Words = None,
        platform: Words = None,
        domain: Domains = None,
        in_state: States = None,
        in_scope: InScope = None,
        q: Search = None,
    ) -> Response[PageView[TechniqueScoreView]]:
        """Techniques with their status and score."""
        states = ("active",) if in_state is None else () if "all" in in_state else tuple(in_state)
        filters = ScoreFilters(
            status=several(status),
            flag=several(flag),
            tactic=several(tactic),
            platform=several(platform),
            domain=several(domain),
            state=states,
            in_scope=in_scope,
            q=q or "",
        )
        wanted = paging.request(technique_scores.SORTS, default="attack_id")
        found = await scores.page(caller, asked(as_of, configuration), filters, wanted)
        return cacheable(request, paging.answer(found))

    @get("/techniques/{technique:str}", operation_id="scores.technique")
    async def technique(
        self,
        request: AnyRequest,
        caller: CurrentCaller,
        technique: FromPath[str],
        scores: FromDishka[TechniqueScores],
        as_of: AsOf = None,
        configuration: ByConfiguration = None,
    ) -> Response[TechniqueScoreView]:
        """One technique, by id or public id."""
        return cacheable(request, await scores.one(caller, technique, asked(as_of, configuration)))

    @get("/techniques/{technique:str}/explanation", operation_id="scores.explanation")
    async def explanation(
        self,
        request: AnyRequest,
        caller: CurrentCaller,
        technique: FromPath[str],
        explain: FromDishka[Explanation],
        as_of: AsOf = None,
        configuration: ByConfiguration = None,
    ) -> Response[ExplanationView]:
        """Why it has the score it has: each factor's inputs, value, weight and points, and what is behind them."""
        return cacheable(request, await explain(caller, technique, asked(as_of, configuration)))

    @get("/techniques/{technique:str}/history", operation_id="scores.history")
    async def history(
        self,
        request: AnyRequest,
        caller: CurrentCaller,
        technique: FromPath[str],
        paging: Pages,
        past: FromDishka[History],
    ) -> Response[PageView[HistoryPoint]]:
        """Every instant at which what the score rests on changed or expired, the latest first."""
        found = await past(caller, technique, paging.request(history.SORTS, default="-at", tie=history.SORTS["at"]))
        return cacheable(request, paging.answer(found))

    @get("/tactics", operation_id="scores.tactics")
    async def tactics(
        self,
        request: AnyRequest,
        caller: CurrentCaller,
        paging: Pages,
        means: FromDishka[Means],
        as_of: AsOf = None,
        configuration: ByConfiguration = None,
        domain: Domains = None,
    ) -> Response[PageView[TacticScoreView]]:
        """The mean of each tactic over its techniques in scope."""
        wanted = paging.request(TACTIC_SORTS, default="domain,place")
        found = await means.tactics(caller, asked(as_of, configuration), several(domain), wanted)
        return cacheable(request, paging.answer(found))

    @get("/actors", operation_id="scores.actors")
    async def actors(
        self,
        request: AnyRequest,
        caller: CurrentCaller,
        paging: Pages,
        means: FromDishka[Means],
        as_of: AsOf = None,
        configuration: ByConfiguration = None,
        software: BySoftware = False,
    ) -> Response[PageView[ActorScoreView]]:
        """The mean of each actor over the techniques that it uses and that are in scope."""
        wanted = paging.request(ACTOR_SORTS, default="attack_id")
        found = await means.actors(caller, asked(as_of, configuration), software=software, request=wanted)
        return cacheable(request, paging.answer(found))

    @get("/actors/{actor:str}", operation_id="scores.actor")
    async def actor(
        self,
        request: AnyRequest,
        caller: CurrentCaller,
        actor: FromPath[str],
        means: FromDishka[Means],
        as_of: AsOf = None,
        configuration: ByConfiguration = None,
        software: BySoftware = False,
    ) -> Response[ActorTechniquesView]:
        """One actor, by id or public id, with each technique that it uses."""
        return cacheable(request, await means.actor(caller, actor, asked(as_of, configuration), software=software))

    @get("/organisation", operation_id="scores.organisation")
    async def organisation(
        self,
        request: AnyRequest,
        caller: CurrentCaller,
        means: FromDishka[Means],
        as_of: AsOf = None,
        configuration: ByConfiguration = None,
        domain: Domains = None,
    ) -> Response[OrganisationScoreView]:
        """The mean over everything in scope, over what is tested of it and over the threat profile."""
        found = await means.organisation(caller, asked(as_of, configuration), several(domain))
        return cacheable(request, found)
