"""What sources beside ATT&CK know of actors, over HTTP."""

from typing import Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get
from litestar.params import FromPath

from aegis_catalog.application.actors.queries.profiles import ProfileDetail, ProfileFilters, ProfileRow, Profiles
from aegis_catalog.entrypoints.http.asked import ASKED, Asked, Words, YesNo, several
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import cacheable
from aegis_chassis.web.paging import Pages, PageView


class ActorProfileController(Controller):
    """Profiles of actors, each as its source gives it: joined to a group of ATT&CK's or not."""

    path = "/actor-profiles"
    tags = ("Threat actors",)
    dependencies = ASKED

    @get(operation_id="actor_profiles.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        asked: Asked,
        profiles: FromDishka[Profiles],
        joined: YesNo = None,
        country: Words = None,
        motivation: Words = None,
        actor: Words = None,
    ) -> Response[PageView[ProfileRow]]:
        """Profiles; `joined` to a group that is known or not, `country` by two letters, `actor` names groups. `q` looks
        in aliases too."""
        filters = asked.filters(
            ProfileFilters,
            joined=joined,
            country=several(country),
            motivation=several(motivation),
            actor=several(actor),
        )
        found = await profiles.page(caller, filters, paging.request({"name": str}, default="name"))
        return cacheable(request, paging.answer(found))

    @get("/{profile_id:uuid}", operation_id="actor_profiles.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        profile_id: FromPath[UUID],
        profiles: FromDishka[Profiles],
    ) -> Response[ProfileDetail]:
        """A profile with its description."""
        return cacheable(request, await profiles.one(caller, str(profile_id)))
