"""The organisation over HTTP."""

from datetime import date
from typing import Annotated, Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, delete, get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import Meta, Struct

from aegis_catalog.application.organisation.commands.change_policy import ChangePolicy, ChangePolicyCommand
from aegis_catalog.application.organisation.commands.change_scope import ChangeScope, ChangeScopeCommand
from aegis_catalog.application.organisation.commands.exclude_technique import ExcludeTechnique, ExcludeTechniqueCommand
from aegis_catalog.application.organisation.commands.include_technique import IncludeTechnique, IncludeTechniqueCommand
from aegis_catalog.application.organisation.queries.organisation import (
    ExclusionView,
    Organisation,
    OrganisationView,
    PolicyView,
    ScopeView,
)
from aegis_catalog.domain.content import Domain
from aegis_catalog.domain.policy import Review
from aegis_catalog.domain.words import WORD_LONGEST, WORDS_MOST
from aegis_catalog.entrypoints.http.given import Reason
from aegis_catalog.entrypoints.http.tags import changed, shown, version_in
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, answered, cacheable, etag_of
from aegis_chassis.web.paging import Pages, PageView

Given = Annotated[tuple[Annotated[str, Meta(max_length=WORD_LONGEST)], ...], Meta(max_length=WORDS_MOST)]


class ScopePatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out, or null, stays as it is. No platforms: all of them. `reason` is told to the leads."""

    platforms: Given | None = None
    domains: Annotated[tuple[Domain, ...], Meta(max_length=3)] | None = None
    environments: Given | None = None
    business_units: Given | None = None
    include_pre: bool | None = None
    time_zone: Annotated[str, Meta(max_length=WORD_LONGEST)] | None = None
    reason: Reason = ""


class PolicyPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out, or null, stays as it is."""

    review: Review | None = None
    skew_tolerance_seconds: int | None = None
    reason: Reason = ""


class ExclusionRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A technique, by id or public id, to be left out; `until` is the last day."""

    technique_id: Annotated[str, Meta(min_length=1, max_length=100)]
    reason: Reason
    until: date | None = None


class OrganisationController(Controller):
    """Scope, exclusions and review policy."""

    path = "/organisation"
    tags = ("Organisation",)

    @get(operation_id="organisation.get")
    async def all(
        self, request: Request[Any, Any, Any], caller: CurrentCaller, organisation: FromDishka[Organisation]
    ) -> Response[OrganisationView]:
        """All of it."""
        return cacheable(request, await organisation.all(caller))

    @get("/scope", operation_id="organisation.scope.get")
    async def scope(
        self, request: Request[Any, Any, Any], caller: CurrentCaller, organisation: FromDishka[Organisation]
    ) -> Response[ScopeView]:
        """What is in scope, and what is left out."""
        found = (await organisation.all(caller)).scope
        return shown(request, found, version=found.version)

    @patch("/scope", operation_id="organisation.scope.change")
    async def change_scope(
        self,
        caller: CurrentCaller,
        if_match: IfMatch,
        data: JSONBody[ScopePatch],
        change: FromDishka[ChangeScope],
        organisation: FromDishka[Organisation],
    ) -> Response[ScopeView]:
        """Sets what is in scope."""
        command = ChangeScopeCommand(
            version=version_in(if_match),
            platforms=data.platforms,
            domains=data.domains,
            environments=data.environments,
            business_units=data.business_units,
            include_pre=data.include_pre,
            time_zone=data.time_zone,
            reason=data.reason,
        )
        await change(caller, command)
        found = (await organisation.all(caller)).scope
        return changed(found, version=found.version)

    @get("/exclusions", operation_id="organisation.exclusions.list")
    async def exclusions(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        organisation: FromDishka[Organisation],
    ) -> Response[PageView[ExclusionView]]:
        """The techniques that are left out, in the order in which they were."""
        found = await organisation.exclusions(caller, paging.request({"place": int}, default="place"))
        return cacheable(request, paging.answer(found))

    @post("/exclusions", operation_id="organisation.exclusions.create")
    async def exclude(
        self,
        caller: CurrentCaller,
        data: JSONBody[ExclusionRequest],
        exclude: FromDishka[ExcludeTechnique],
        organisation: FromDishka[Organisation],
    ) -> Response[ScopeView]:
        """Leaves a technique out; the answer is the scope as it is now."""
        command = ExcludeTechniqueCommand(
            version=None, technique=data.technique_id, reason=data.reason, until=data.until
        )
        await exclude(caller, command)
        found = (await organisation.all(caller)).scope
        answer = changed(found, version=found.version, status_code=201)
        answer.headers["Location"] = f"/api/v1/organisation/exclusions/{data.technique_id}"
        return answer

    @delete("/exclusions/{technique:str}", operation_id="organisation.exclusions.delete", status_code=200)
    async def include(
        self,
        caller: CurrentCaller,
        technique: FromPath[str],
        if_match: IfMatch,
        include: FromDishka[IncludeTechnique],
        organisation: FromDishka[Organisation],
    ) -> Response[ScopeView]:
        """Takes a technique in again; the ETag is the scope's, the answer the scope as it is now."""
        await include(caller, IncludeTechniqueCommand(version=version_in(if_match), technique=technique))
        found = (await organisation.all(caller)).scope
        return changed(found, version=found.version)

    @get("/policy", operation_id="organisation.policy.get")
    async def policy(
        self, request: Request[Any, Any, Any], caller: CurrentCaller, organisation: FromDishka[Organisation]
    ) -> Response[PolicyView]:
        """How results are reviewed."""
        found = (await organisation.all(caller)).policy
        return cacheable(request, found, etag=etag_of(found.version))

    @patch("/policy", operation_id="organisation.policy.change")
    async def change_policy(
        self,
        caller: CurrentCaller,
        if_match: IfMatch,
        data: JSONBody[PolicyPatch],
        change: FromDishka[ChangePolicy],
        organisation: FromDishka[Organisation],
    ) -> Response[PolicyView]:
        """Sets how results are reviewed."""
        command = ChangePolicyCommand(
            version=if_match,
            review=data.review,
            skew_tolerance_seconds=data.skew_tolerance_seconds,
            reason=data.reason,
        )
        policy = await change(caller, command)
        return answered((await organisation.all(caller)).policy, version=policy.version)
