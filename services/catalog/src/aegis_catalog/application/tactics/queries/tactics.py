"""Tactics, in matrix order."""

from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct

from aegis_catalog.application.views.content import ContentView
from aegis_catalog.application.views.filters import ContentFilters
from aegis_catalog.domain.content import Domain
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class TacticFilters(ContentFilters):
    """Domains are those in whose matrix it stands."""


class TacticCounts(Struct, frozen=True):
    """Active techniques in the tactic's column, sub-techniques among them."""

    techniques: int
    subtechniques: int


class TacticRow(ContentView, frozen=True):
    """A tactic in one domain's matrix: its column there, from 0, null when the matrix does not hold it."""

    shortname: str
    description: str
    domain: Domain
    place: int | None
    counts: TacticCounts


class TacticReader(Protocol):
    async def page(self, filters: TacticFilters, request: PageRequest) -> Page[TacticRow]: ...
    async def one(self, reference: str) -> TacticRow | None: ...


class Tactics:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: TacticReader) -> None:
        self._reader = reader

    async def page(self, caller: Caller, filters: TacticFilters, request: PageRequest) -> Page[TacticRow]:
        require(caller, Action.CONTENT_READ)
        return await self._reader.page(filters, request)

    async def one(self, caller: Caller, reference: str) -> TacticRow:
        """The tactic with this id or public id, in its foremost domain."""
        require(caller, Action.CONTENT_READ)
        found = await self._reader.one(reference)
        if found is None:
            raise NotFound("tactic_not_found", "There is no such tactic.")
        return found
