"""Tags on techniques over HTTP."""

from typing import Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from aegis_catalog.application.tags.commands.add_tag import AddTag, AddTagCommand
from aegis_catalog.application.tags.commands.change_tag import ChangeTag, ChangeTagCommand
from aegis_catalog.application.tags.commands.tag_techniques import TagTechniques, TagTechniquesCommand
from aegis_catalog.application.tags.queries.tags import OurTags, TagFilters, TagView
from aegis_catalog.application.views.techniques import TechniqueOf
from aegis_catalog.entrypoints.http.asked import Search, States, Words, several, states
from aegis_catalog.entrypoints.http.given import Name, Retired, Techniques, switched
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, answered, cacheable, created, etag_of
from aegis_chassis.web.paging import Pages, PageView


class TagRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A tag; `techniques`, by id or public id, carry it at once."""

    name: Name
    techniques: Techniques = ()


class TagPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out, or null, stays as it is. A retired tag stays where it is and is not given any more."""

    name: Name | None = None
    retired: bool | None = None


class TaggedRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Techniques by id or public id. Those that carry it already, or do not, stay as they are."""

    add: Techniques = ()
    remove: Techniques = ()


class TagController(Controller):
    """Tags on techniques."""

    path = "/organisation/tags"
    tags = ("Tags",)

    @get(operation_id="organisation.tags.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        ours: FromDishka[OurTags],
        of_retired: Retired = "false",
        technique: Words = None,
        q: Search = None,
    ) -> Response[PageView[TagView]]:
        """Tags; `technique` names techniques that carry them; retired ones on request."""
        filters = TagFilters(retired=switched(of_retired), technique=several(technique), q=q or "")
        found = await ours.page(caller, filters, paging.request({"name": str}, default="name"))
        return cacheable(request, paging.answer(found))

    @post(operation_id="organisation.tags.create")
    async def create(
        self, caller: CurrentCaller, data: JSONBody[TagRequest], add: FromDishka[AddTag], ours: FromDishka[OurTags]
    ) -> Response[TagView]:
        """Makes a tag."""
        tag = await add(caller, AddTagCommand(name=data.name, techniques=data.techniques))
        view = await ours.one(caller, tag.id)
        return created(view, version=tag.version, location=f"/api/v1/organisation/tags/{tag.id}")

    @get("/{tag_id:uuid}", operation_id="organisation.tags.get")
    async def one(
        self, request: Request[Any, Any, Any], caller: CurrentCaller, tag_id: FromPath[UUID], ours: FromDishka[OurTags]
    ) -> Response[TagView]:
        """A tag."""
        found = await ours.one(caller, tag_id)
        return cacheable(request, found, etag=etag_of(found.version))

    @patch("/{tag_id:uuid}", operation_id="organisation.tags.change")
    async def change(
        self,
        caller: CurrentCaller,
        tag_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[TagPatch],
        change: FromDishka[ChangeTag],
        ours: FromDishka[OurTags],
    ) -> Response[TagView]:
        """Renames a tag, retires it, or brings it back."""
        command = ChangeTagCommand(tag_id=tag_id, version=if_match, name=data.name, retired=data.retired)
        tag = await change(caller, command)
        return answered(await ours.one(caller, tag_id), version=tag.version)

    @get("/{tag_id:uuid}/techniques", operation_id="organisation.tags.techniques")
    async def techniques(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        tag_id: FromPath[UUID],
        paging: Pages,
        ours: FromDishka[OurTags],
        of_state: States = None,
    ) -> Response[PageView[TechniqueOf]]:
        """The techniques that carry it."""
        wanted = paging.request({"attack_id": str, "name": str}, default="attack_id")
        return cacheable(request, paging.answer(await ours.techniques(caller, tag_id, states(of_state), wanted)))

    @post("/{tag_id:uuid}/techniques", operation_id="organisation.tags.put", status_code=200)
    async def put(
        self,
        caller: CurrentCaller,
        tag_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[TaggedRequest],
        put: FromDishka[TagTechniques],
        ours: FromDishka[OurTags],
    ) -> Response[TagView]:
        """Puts it on techniques, or takes it off; the ETag is the tag's."""
        command = TagTechniquesCommand(tag_id=tag_id, version=if_match, add=data.add, remove=data.remove)
        tag = await put(caller, command)
        return answered(await ours.one(caller, tag_id), version=tag.version)
