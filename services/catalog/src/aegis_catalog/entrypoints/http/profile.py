"""The threat profile over HTTP."""

from typing import Annotated, Any

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get, patch
from litestar.params import JSONBody
from msgspec import Meta, Struct

from aegis_catalog.application.profile.commands.change_profile import (
    ActorWeight,
    ChangeProfile,
    ChangeProfileCommand,
    ListWeight,
)
from aegis_catalog.application.profile.queries.profile import ProfileView, RelevantTechnique, ThreatProfile
from aegis_catalog.domain.profile import ACTORS_MOST, LISTS_MOST
from aegis_catalog.entrypoints.http.asked import States, Ways, states, ways
from aegis_catalog.entrypoints.http.given import Name, Reason, Reference, Techniques
from aegis_catalog.entrypoints.http.tags import changed, shown, version_in
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, cacheable
from aegis_chassis.web.paging import Pages, PageView

Weight = Annotated[int, Meta(ge=1, le=3)]


class ProfileActorRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An actor by id or group id."""

    actor: Reference
    weight: Weight = 1


class ProfileListRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A list of techniques of our own, by ids or public ids."""

    name: Name
    techniques: Techniques
    weight: Weight = 1


class ProfilePatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out, or null, stays as it is; a list takes the place of the whole one. `reason` is told to the
    leads."""

    actors: Annotated[tuple[ProfileActorRequest, ...], Meta(max_length=ACTORS_MOST)] | None = None
    lists: Annotated[tuple[ProfileListRequest, ...], Meta(max_length=LISTS_MOST)] | None = None
    reason: Reason = ""


class ProfileController(Controller):
    """The threat profile."""

    path = "/organisation/profile"
    tags = ("Organisation",)

    @get(operation_id="organisation.profile.get")
    async def all(
        self, request: Request[Any, Any, Any], caller: CurrentCaller, profile: FromDishka[ThreatProfile]
    ) -> Response[ProfileView]:
        """The actors and lists of techniques that matter to us, with their weights."""
        found = await profile.all(caller)
        return shown(request, found, version=found.version)

    @patch(operation_id="organisation.profile.change")
    async def change(
        self,
        caller: CurrentCaller,
        if_match: IfMatch,
        data: JSONBody[ProfilePatch],
        change: FromDishka[ChangeProfile],
        profile: FromDishka[ThreatProfile],
    ) -> Response[ProfileView]:
        """Sets which matter, and how much."""
        command = ChangeProfileCommand(
            version=version_in(if_match),
            actors=None if data.actors is None else tuple(ActorWeight(one.actor, one.weight) for one in data.actors),
            lists=None
            if data.lists is None
            else tuple(ListWeight(one.name, one.techniques, one.weight) for one in data.lists),
            reason=data.reason,
        )
        await change(caller, command)
        found = await profile.all(caller)
        return changed(found, version=found.version)

    @get("/techniques", operation_id="organisation.profile.techniques")
    async def techniques(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        profile: FromDishka[ThreatProfile],
        way: Ways = None,
        of_state: States = None,
    ) -> Response[PageView[RelevantTechnique]]:
        """The techniques that the profile uses, with their relevance: the weighted share of it that does; the most
        relevant first."""
        sorts = {"relevance": float, "attack_id": str, "name": str}
        wanted = paging.request(sorts, default="-relevance,attack_id")
        found = await profile.techniques(caller, ways(way), states(of_state), wanted)
        return cacheable(request, paging.answer(found))
