"""Malware and tools, the techniques they use and the actors that use them."""

from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct

from aegis_catalog.application.views.content import ContentView
from aegis_catalog.application.views.filters import ContentFilters
from aegis_catalog.application.views.techniques import TechniqueOf
from aegis_catalog.domain.content import State
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftwareFilters(ContentFilters):
    """`technique` and `actor`: uses, or is used by, one of these, by id or public id. `q` looks in aliases too."""

    type: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    technique: tuple[str, ...] = ()
    actor: tuple[str, ...] = ()


class SoftwareCounts(Struct, frozen=True):
    """Active techniques that it uses, active actors that use it."""

    techniques: int
    actors: int


class SoftwareRow(ContentView, frozen=True):
    """A piece of software; `type` is ``malware`` or ``tool``."""

    type: str
    aliases: list[str]
    platforms: list[str]
    counts: SoftwareCounts


class SoftwareDetail(SoftwareRow, frozen=True):
    """Its own page."""

    version: int
    description: str


class SoftwareReader(Protocol):
    async def page(self, filters: SoftwareFilters, request: PageRequest) -> Page[SoftwareRow]: ...
    async def one(self, reference: str) -> SoftwareDetail | None: ...
    async def techniques(self, reference: str, states: tuple[State, ...], request: PageRequest) -> Page[TechniqueOf]:
        """Raises `NotFound`."""
        ...


class SoftwareItems:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: SoftwareReader) -> None:
        self._reader = reader

    async def page(self, caller: Caller, filters: SoftwareFilters, request: PageRequest) -> Page[SoftwareRow]:
        require(caller, Action.CONTENT_READ)
        return await self._reader.page(filters, request)

    async def one(self, caller: Caller, reference: str) -> SoftwareDetail:
        """The software with this id or public id."""
        require(caller, Action.CONTENT_READ)
        found = await self._reader.one(reference)
        if found is None:
            raise NotFound("software_not_found", "There is no such software.")
        return found

    async def techniques(
        self, caller: Caller, reference: str, states: tuple[State, ...], request: PageRequest
    ) -> Page[TechniqueOf]:
        """The techniques that it uses."""
        require(caller, Action.CONTENT_READ)
        return await self._reader.techniques(reference, states, request)
