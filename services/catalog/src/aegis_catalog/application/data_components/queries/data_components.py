"""Data components, and the techniques whose detection reads them."""

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
class DataComponentFilters(ContentFilters):
    """`technique`: read by the detection of one of these, by id or public id."""

    technique: tuple[str, ...] = ()


class DataComponentCounts(Struct, frozen=True):
    """Active techniques whose detection reads it."""

    techniques: int


class DataComponentRow(ContentView, frozen=True):
    """A data component. Before ATT&CK 18 they had no public id."""

    description: str
    counts: DataComponentCounts


class DataComponentReader(Protocol):
    async def page(self, filters: DataComponentFilters, request: PageRequest) -> Page[DataComponentRow]: ...
    async def one(self, reference: str) -> DataComponentRow | None: ...
    async def techniques(self, reference: str, states: tuple[State, ...], request: PageRequest) -> Page[TechniqueOf]:
        """Raises `NotFound`."""
        ...


class DataComponents:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: DataComponentReader) -> None:
        self._reader = reader

    async def page(self, caller: Caller, filters: DataComponentFilters, request: PageRequest) -> Page[DataComponentRow]:
        require(caller, Action.CONTENT_READ)
        return await self._reader.page(filters, request)

    async def one(self, caller: Caller, reference: str) -> DataComponentRow:
        """The data component with this id or public id."""
        require(caller, Action.CONTENT_READ)
        found = await self._reader.one(reference)
        if found is None:
            raise NotFound("data_component_not_found", "There is no such data component.")
        return found

    async def techniques(
        self, caller: Caller, reference: str, states: tuple[State, ...], request: PageRequest
    ) -> Page[TechniqueOf]:
        """The techniques whose detection reads it."""
        require(caller, Action.CONTENT_READ)
        return await self._reader.techniques(reference, states, request)
