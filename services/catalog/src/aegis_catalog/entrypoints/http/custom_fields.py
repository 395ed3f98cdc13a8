"""Fields of our own over HTTP."""

from typing import Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from aegis_catalog.application.organisation.commands.add_custom_field import AddCustomField, AddCustomFieldCommand
from aegis_catalog.application.organisation.commands.change_custom_field import (
    ChangeCustomField,
    ChangeCustomFieldCommand,
)
from aegis_catalog.application.organisation.queries.custom_fields import CustomFieldView, FieldFilters, OurFields
from aegis_catalog.domain.custom_fields import FieldType
from aegis_catalog.entrypoints.http.asked import Search
from aegis_catalog.entrypoints.http.given import Name, Names, Retired, switched
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, answered, cacheable, created, etag_of
from aegis_chassis.web.paging import Pages, PageView

NAMES = {"name": str}


class CustomFieldRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A field; its type never changes. `choices` are for the type `choice`."""

    name: Name
    type: FieldType
    choices: Names = ()


class CustomFieldPatch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is left out, or null, stays as it is."""

    name: Name | None = None
    choices: Names | None = None
    retired: bool | None = None


class CustomFieldController(Controller):
    """Fields of our own, at most twenty."""

    path = "/organisation/custom-fields"
    tags = ("Organisation",)

    @get(operation_id="organisation.custom_fields.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        paging: Pages,
        fields: FromDishka[OurFields],
        of_retired: Retired = "false",
        q: Search = None,
    ) -> Response[PageView[CustomFieldView]]:
        """Fields; retired ones on request."""
        filters = FieldFilters(retired=switched(of_retired), q=q or "")
        found = await fields.page(caller, filters, paging.request(NAMES, default="name"))
        return cacheable(request, paging.answer(found))

    @post(operation_id="organisation.custom_fields.create")
    async def create(
        self,
        caller: CurrentCaller,
        data: JSONBody[CustomFieldRequest],
        add: FromDishka[AddCustomField],
        fields: FromDishka[OurFields],
    ) -> Response[CustomFieldView]:
        """Makes a field."""
        field = await add(caller, AddCustomFieldCommand(name=data.name, type=data.type, choices=data.choices))
        view = await fields.one(caller, field.id)
        return created(view, version=field.version, location=f"/api/v1/organisation/custom-fields/{field.id}")

    @get("/{field_id:uuid}", operation_id="organisation.custom_fields.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        field_id: FromPath[UUID],
        fields: FromDishka[OurFields],
    ) -> Response[CustomFieldView]:
        """A field."""
        found = await fields.one(caller, field_id)
        return cacheable(request, found, etag=etag_of(found.version))

    @patch("/{field_id:uuid}", operation_id="organisation.custom_fields.change")
    async def change(
        self,
        caller: CurrentCaller,
        field_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[CustomFieldPatch],
        change: FromDishka[ChangeCustomField],
        fields: FromDishka[OurFields],
    ) -> Response[CustomFieldView]:
        """Renames a field, gives it other choices, retires it, or brings it back."""
        command = ChangeCustomFieldCommand(
            field_id=field_id, version=if_match, name=data.name, choices=data.choices, retired=data.retired
        )
        field = await change(caller, command)
        return answered(await fields.one(caller, field_id), version=field.version)
