"""Changes of the infrastructure."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.views.content import PersonRef
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeFilters:
    """Those that touch one of the tools, platforms, data components or units named; `since` and `until` are instants,
    inclusive. `withdrawn` None: all."""

    tool: tuple[UUID, ...] = ()
    platform: tuple[str, ...] = ()
    data_component: tuple[UUID, ...] = ()
    business_unit: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None
    withdrawn: bool | None = False
    q: str = ""


class ChangeView(Struct, frozen=True):
    """A change as it was reported and corrected."""

    id: UUID
    version: int
    title: str
    at: datetime
    description: str
    tool_ids: list[UUID]
    platforms: list[str]
    data_component_ids: list[UUID]
    business_units: list[str]
    reported_by: PersonRef
    reported_at: datetime
    withdrawn_by: PersonRef | None
    withdrawn_at: datetime | None
    withdrawn_reason: str


class ChangeReader(Protocol):
    async def page(self, filters: ChangeFilters, request: PageRequest) -> Page[ChangeView]: ...
    async def one(self, change_id: UUID) -> ChangeView | None: ...


class ReportedChanges:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: ChangeReader) -> None:
        self._reader = reader

    async def page(self, caller: Caller, filters: ChangeFilters, request: PageRequest) -> Page[ChangeView]:
        require(caller, Action.ORGANISATION_READ)
        return await self._reader.page(filters, request)

    async def one(self, caller: Caller, change_id: UUID) -> ChangeView:
        require(caller, Action.ORGANISATION_READ)
        found = await self._reader.one(change_id)
        if found is None:
            raise NotFound("infrastructure_change_not_found", "There is no such infrastructure change.")
        return found
