"""Tags, and the techniques that carry one."""

from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.views.techniques import TechniqueOf
from aegis_catalog.domain.content import State
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class TagFilters:
    """`retired` None: all. `technique`: those that one of these carries, by id or public id."""

    retired: bool | None = False
    technique: tuple[str, ...] = ()
    q: str = ""


class TagView(Struct, frozen=True):
    """A tag; `techniques` is how many carry it."""

    id: UUID
    version: int
    name: str
    retired: bool
    techniques: int


class TagReader(Protocol):
    async def page(self, filters: TagFilters, request: PageRequest) -> Page[TagView]: ...
    async def one(self, tag_id: UUID) -> TagView | None: ...
    async def techniques(self, tag_id: UUID, states: tuple[State, ...], request: PageRequest) -> Page[TechniqueOf]: ...


class OurTags:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: TagReader) -> None:
        self._reader = reader

    async def page(self, caller: Caller, filters: TagFilters, request: PageRequest) -> Page[TagView]:
        require(caller, Action.ORGANISATION_READ)
        return await self._reader.page(filters, request)

    async def one(self, caller: Caller, tag_id: UUID) -> TagView:
        require(caller, Action.ORGANISATION_READ)
        found = await self._reader.one(tag_id)
        if found is None:
            raise NotFound("tag_not_found", "There is no such tag.")
        return found

    async def techniques(
        self, caller: Caller, tag_id: UUID, states: tuple[State, ...], request: PageRequest
    ) -> Page[TechniqueOf]:
        """The techniques that carry it, each once."""
        require(caller, Action.ORGANISATION_READ)
        found = await self._reader.techniques(tag_id, states, request)
        if not found.items:
            await self.one(caller, tag_id)
        return found
