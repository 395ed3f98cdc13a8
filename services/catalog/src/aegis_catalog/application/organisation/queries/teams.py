"""Teams."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamFilters:
    """`retired` None: all."""

    retired: bool | None = False
    q: str = ""


class TeamView(Struct, frozen=True):
    """A team."""

    id: UUID
    version: int
    name: str
    retired: bool


class TeamReader(Protocol):
    async def page(self, filters: TeamFilters, request: PageRequest) -> Page[TeamView]: ...
    async def one(self, team_id: UUID) -> TeamView | None: ...


class OurTeams:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: TeamReader) -> None:
        self._reader = reader

    async def page(self, caller: Caller, filters: TeamFilters, request: PageRequest) -> Page[TeamView]:
        require(caller, Action.ORGANISATION_READ)
        return await self._reader.page(filters, request)

    async def one(self, caller: Caller, team_id: UUID) -> TeamView:
        require(caller, Action.ORGANISATION_READ)
        found = await self._reader.one(team_id)
        if found is None:
            raise NotFound("team_not_found", "There is no such team.")
        return found
