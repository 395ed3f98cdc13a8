"""Teams over HTTP."""

from typing import Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from aegis_catalog.application.organisation.commands.add_team import AddTeam, AddTeamCommand
from aegis_catalog.application.organisation.commands.change_team import ChangeTeam, ChangeTeamCommand
from aegis_catalog.application.organisation.queries.teams import OurTeams, TeamFilters, TeamView
from aegis_catalog.entrypoints.http.asked import Search
from aegis_catalog.entrypoints.http.given import Name, Retired, switched
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, answered, cacheable, created, etag_of
from aegis_chassis.web.paging import Pages, PageView

NAMES = {"name": str}


class TeamRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: Name


class TeamPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out, or null, stays as it is."""

    name: Name | None = None
    retired: bool | None = None


class TeamController(Controller):
    """Teams."""

    path = "/organisation/teams"
    tags = ("Organisation",)

    @get(operation_id="organisation.teams.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        teams: FromDishka[OurTeams],
        of_retired: Retired = "false",
        q: Search = None,
    ) -> Response[PageView[TeamView]]:
        """Teams; retired ones on request."""
        filters = TeamFilters(retired=switched(of_retired), q=q or "")
        found = await teams.page(caller, filters, paging.request(NAMES, default="name"))
        return cacheable(request, paging.answer(found))

    @post(operation_id="organisation.teams.create")
    async def create(
        self,
        caller: CurrentCaller,
        data: JSONBody[TeamRequest],
        add: FromDishka[AddTeam],
        teams: FromDishka[OurTeams],
    ) -> Response[TeamView]:
        """Makes a team."""
        team = await add(caller, AddTeamCommand(name=data.name))
        view = await teams.one(caller, team.id)
        return created(view, version=team.version, location=f"/api/v1/organisation/teams/{team.id}")

    @get("/{team_id:uuid}", operation_id="organisation.teams.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        team_id: FromPath[UUID],
        teams: FromDishka[OurTeams],
    ) -> Response[TeamView]:
        """A team."""
        found = await teams.one(caller, team_id)
        return cacheable(request, found, etag=etag_of(found.version))

    @patch("/{team_id:uuid}", operation_id="organisation.teams.change")
    async def change(
        self,
        caller: CurrentCaller,
        team_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[TeamPatch],
        change: FromDishka[ChangeTeam],
        teams: FromDishka[OurTeams],
    ) -> Response[TeamView]:
        """Renames a team, retires it, or brings it back."""
        command = ChangeTeamCommand(team_id=team_id, version=if_match, name=data.name, retired=data.retired)
        team = await change(caller, command)
        return answered(await teams.one(caller, team_id), version=team.version)
