"""Mitigations, and what they mitigate."""

from dataclasses import dataclass
from typing import Protocol

from msgspec import Struct

from aegis_catalog.application.views.content import ContentView
from aegis_catalog.application.views.filters import ContentFilters
from aegis_catalog.application.views.techniques import MitigatedTechnique
from aegis_catalog.domain.content import State
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class MitigationFilters(ContentFilters):
    """`technique`: mitigates one of these, by id or public id."""

    technique: tuple[str, ...] = ()


class MitigationCounts(Struct, frozen=True):
    """Active techniques that it mitigates."""

    techniques: int


class MitigationRow(ContentView, frozen=True):
    """A mitigation."""

    description: str
    counts: MitigationCounts


class MitigationReader(Protocol):
    async def page(self, filters: MitigationFilters, request: PageRequest) -> Page[MitigationRow]: ...
    async def one(self, reference: str) -> MitigationRow | None: ...
    async def techniques(
        self, reference: str, states: tuple[State, ...], request: PageRequest
    ) -> Page[MitigatedTechnique]:
        """Raises `NotFound`."""
        ...


class Mitigations:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: MitigationReader) -> None:
        self._reader = reader

    async def page(self, caller: Caller, filters: MitigationFilters, request: PageRequest) -> Page[MitigationRow]:
        require(caller, Action.CONTENT_READ)
        return await self._reader.page(filters, request)

    async def one(self, caller: Caller, reference: str) -> MitigationRow:
        """The mitigation with this id or public id."""
        require(caller, Action.CONTENT_READ)
        found = await self._reader.one(reference)
        if found is None:
            raise NotFound("mitigation_not_found", "There is no such mitigation.")
        return found

    async def techniques(
        self, caller: Caller, reference: str, states: tuple[State, ...], request: PageRequest
    ) -> Page[MitigatedTechnique]:
        """The techniques that it mitigates, with how."""
        require(caller, Action.CONTENT_READ)
        return await self._reader.techniques(reference, states, request)
