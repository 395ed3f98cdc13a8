"""Releases of ATT&CK over HTTP: which are known, and what changed between two."""

from datetime import datetime
from typing import Annotated, Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromQuery, QueryParameter

from aegis_catalog.application.upgrades.queries.releases import (
    AttackReleases,
    Change,
    ComparedCounts,
    ComparedTechnique,
    CompareFilters,
    ReleaseRow,
    Releases,
)
from aegis_catalog.domain.content import Domain
from aegis_catalog.entrypoints.http.asked import Domains, Search, several
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView

Before = Annotated[str, QueryParameter(name="from", min_length=1, max_length=100, description="The release before.")]
After = Annotated[str, QueryParameter(name="to", min_length=1, max_length=100, description="The release after.")]


class AttackReleaseController(Controller):
    """Releases are known by dry runs, and since they were applied."""

    path = "/attack-releases"
    tags = ("Upgrades",)

    @get(operation_id="attack_releases.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        releases: FromDishka[AttackReleases],
        domain: Domains = None,
    ) -> Response[PageView[ReleaseRow]]:
        """The releases that are known, by domain."""
        sorts = {"domain": str, "known_at": datetime}
        found = await releases.page(caller, several(domain), paging.request(sorts, default="domain", tie=str))
        return cacheable(request, paging.answer(found))

    @get("/compare", operation_id="attack_releases.compare")
    async def compare(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        releases: FromDishka[AttackReleases],
        domain: FromQuery[Domain],
        before: Before,
        after: After,
        change: Annotated[list[Change] | None, QueryParameter(description="What became of it.")] = None,
        q: Search = None,
    ) -> Response[PageView[ComparedTechnique]]:
        """Every technique of two releases, with what changed in it."""
        filters = CompareFilters(change=several(change), q=q or "")
        wanted = Releases(domain, before, after)
        sorts = {"attack_id": str, "name": str}
        found = await releases.compare(caller, wanted, filters, paging.request(sorts, default="attack_id"))
        return cacheable(request, paging.answer(found))

    @get("/compare/counts", operation_id="attack_releases.counts")
    async def counts(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        releases: FromDishka[AttackReleases],
        domain: FromQuery[Domain],
        before: Before,
        after: After,
    ) -> Response[ComparedCounts]:
        """How many techniques changed how between two releases."""
        return cacheable(request, await releases.counts(caller, Releases(domain, before, after)))
