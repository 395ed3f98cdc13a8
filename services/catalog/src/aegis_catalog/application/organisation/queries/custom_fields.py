"""Fields of our own."""

from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.organisation.queries.teams import TeamFilters
from aegis_catalog.domain.custom_fields import FieldType
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require

FieldFilters = TeamFilters
"""The same may be asked for."""


class CustomFieldView(Struct, frozen=True):
    """A field. `choices` are those of the type ``choice``."""

    id: UUID
    version: int
    name: str
    type: FieldType
    choices: list[str]
    retired: bool


class CustomFieldReader(Protocol):
    async def page(self, filters: FieldFilters, request: PageRequest) -> Page[CustomFieldView]: ...
    async def one(self, field_id: UUID) -> CustomFieldView | None: ...


class OurFields:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: CustomFieldReader) -> None:
        self._reader = reader

    async def page(self, caller: Caller, filters: FieldFilters, request: PageRequest) -> Page[CustomFieldView]:
        require(caller, Action.ORGANISATION_READ)
        return await self._reader.page(filters, request)

    async def one(self, caller: Caller, field_id: UUID) -> CustomFieldView:
        require(caller, Action.ORGANISATION_READ)
        found = await self._reader.one(field_id)
        if found is None:
            raise NotFound("custom_field_not_found", "There is no such field.")
        return found
