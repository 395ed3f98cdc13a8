"""Defence tools over HTTP."""

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get, patch, post
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from msgspec import UNSET, Meta, Struct, UnsetType

from aegis_catalog.application.organisation.commands.add_tool import AddTool, AddToolCommand
from aegis_catalog.application.organisation.commands.change_tool import ChangeTool, ChangeToolCommand
from aegis_catalog.application.organisation.queries.tools import DefenceTools, ToolFilters, ToolView
from aegis_catalog.domain.tool import Description, ToolKind
from aegis_catalog.domain.words import WORD_LONGEST, WORDS_MOST
from aegis_catalog.entrypoints.http.asked import Search, Words, several
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, answered, cacheable, created, etag_of
from aegis_chassis.web.paging import Pages, PageView

Name = Annotated[str, Meta(min_length=1, max_length=WORD_LONGEST)]
Platforms = Annotated[tuple[Name, ...], Meta(max_length=WORDS_MOST)]
Owner = Annotated[str, Meta(max_length=WORD_LONGEST)]


class ToolRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tool. No platforms: all of them; active from and to are days, inclusive."""

    name: Name
    type: ToolKind
    platforms: Platforms = ()
    owner: Owner = ""
    active_from: date | None = None
    active_to: date | None = None


class ToolPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out stays as it is; null takes a day away."""

    name: Name | None = None
    type: ToolKind | None = None
    platforms: Platforms | None = None
    owner: Owner | None = None
    active_from: date | UnsetType | None = UNSET
    active_to: date | UnsetType | None = UNSET


class ToolController(Controller):
    """Defence tools."""

    path = "/tools"
    tags = ("Tools",)

    @get(operation_id="tools.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        tools: FromDishka[DefenceTools],
        kind: Annotated[list[ToolKind] | None, QueryParameter(name="type")] = None,
        platform: Words = None,
        active_on: FromQuery[date | None] = None,
        q: Search = None,
    ) -> Response[PageView[ToolView]]:
        """Tools; `platform` names platforms that they work on, `active_on` a day on which they are in use."""
        filters = ToolFilters(kind=several(kind), platform=several(platform), active_on=active_on, q=q or "")
        found = await tools.page(caller, filters, paging.request({"name": str, "type": str}, default="name"))
        return cacheable(request, paging.answer(found))

    @post(operation_id="tools.create")
    async def create(
        self,
        caller: CurrentCaller,
        data: JSONBody[ToolRequest],
        add: FromDishka[AddTool],
        tools: FromDishka[DefenceTools],
    ) -> Response[ToolView]:
        """Adds a tool."""
        description = Description(
            name=data.name,
            kind=data.type,
            platforms=data.platforms,
            owner=data.owner,
            active_from=data.active_from,
            active_to=data.active_to,
        )
        tool = await add(caller, AddToolCommand(description=description))
        view = await tools.one(caller, tool.id)
        return created(view, version=tool.version, location=f"/api/v1/tools/{tool.id}")

    @get("/{tool_id:uuid}", operation_id="tools.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        tool_id: FromPath[UUID],
        tools: FromDishka[DefenceTools],
    ) -> Response[ToolView]:
        """A tool."""
        found = await tools.one(caller, tool_id)
        return cacheable(request, found, etag=etag_of(found.version))

    @patch("/{tool_id:uuid}", operation_id="tools.change")
    async def change(
        self,
        caller: CurrentCaller,
        tool_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[ToolPatch],
        change: FromDishka[ChangeTool],
        tools: FromDishka[DefenceTools],
    ) -> Response[ToolView]:
        """Changes what is said of a tool. One that is no longer used gets a last day, `active_to`."""
        command = ChangeToolCommand(
            tool_id=tool_id,
            version=if_match,
            name=data.name,
            kind=data.type,
            platforms=data.platforms,
            owner=data.owner,
            active_from="keep" if data.active_from is UNSET else data.active_from,
            active_to="keep" if data.active_to is UNSET else data.active_to,
        )
        tool = await change(caller, command)
        return answered(await tools.one(caller, tool_id), version=tool.version)
