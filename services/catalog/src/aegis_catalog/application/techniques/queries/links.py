"""What is linked to a technique: the actors that use it, the data components that show it."""

from typing import Protocol

from aegis_catalog.application.actors.queries.actors import ActorUsing
from aegis_catalog.application.data_components.queries.data_components import DataComponentRow
from aegis_catalog.domain.content import State
from aegis_contracts.words import Way
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require


class TechniqueLinkReader(Protocol):
    """Each raises `NotFound` when there is no such technique."""

    async def actors(
        self, reference: str, ways: tuple[Way, ...], states: tuple[State, ...], request: PageRequest
    ) -> Page[ActorUsing]: ...
    async def components(
        self, reference: str, states: tuple[State, ...], request: PageRequest
    ) -> Page[DataComponentRow]: ...


class TechniqueLinks:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: TechniqueLinkReader) -> None:
        self._reader = reader

    async def actors(
        self, caller: Caller, reference: str, ways: tuple[Way, ...], states: tuple[State, ...], request: PageRequest
    ) -> Page[ActorUsing]:
        """The actors that use a technique in one of `ways`."""
        require(caller, Action.CONTENT_READ)
        return await self._reader.actors(reference, ways, states, request)

    async def components(
        self, caller: Caller, reference: str, states: tuple[State, ...], request: PageRequest
    ) -> Page[DataComponentRow]:
        """The data components that a technique's detection reads."""
        require(caller, Action.CONTENT_READ)
        return await self._reader.components(reference, states, request)
