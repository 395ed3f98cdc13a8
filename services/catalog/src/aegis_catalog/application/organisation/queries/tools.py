"""Defence tools."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.domain.tool import ToolKind
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolFilters:
    """`active_on`: tools in use on that day. `platform`: those that work there; one without platforms works on all."""

    kind: tuple[ToolKind, ...] = ()
    platform: tuple[str, ...] = ()
    active_on: date | None = None
    q: str = ""


class ToolView(Struct, frozen=True):
    """A defence tool; `type` is its kind."""

    id: UUID
    version: int
    name: str
    type: ToolKind
    platforms: list[str]
    owner: str
    active_from: date | None
    active_to: date | None


class ToolReader(Protocol):
    async def page(self, filters: ToolFilters, request: PageRequest) -> Page[ToolView]: ...
    async def one(self, tool_id: UUID) -> ToolView | None: ...


class DefenceTools:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: ToolReader) -> None:
        self._reader = reader

    async def page(self, caller: Caller, filters: ToolFilters, request: PageRequest) -> Page[ToolView]:
        require(caller, Action.ORGANISATION_READ)
        return await self._reader.page(filters, request)

    async def one(self, caller: Caller, tool_id: UUID) -> ToolView:
        require(caller, Action.ORGANISATION_READ)
        found = await self._reader.one(tool_id)
        if found is None:
            raise NotFound("tool_not_found", "There is no such tool.")
        return found
