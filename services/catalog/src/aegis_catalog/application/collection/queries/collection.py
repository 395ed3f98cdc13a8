"""What is collected of a data component."""

from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.domain.collection import Collected
from aegis_kernel.errors import NotFound
from aegis_kernel.rights import Action, Caller, require


class CollectionView(Struct, frozen=True):
    """By platform; one that is not named is unknown."""

    data_component_id: UUID
    version: int
    collection: dict[str, Collected]


class CollectionReader(Protocol):
    async def one(self, reference: str) -> CollectionView | None: ...


class ComponentCollections:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: CollectionReader) -> None:
        self._reader = reader

    async def one(self, caller: Caller, reference: str) -> CollectionView:
        """Of the data component with this id or public id."""
        require(caller, Action.CONTENT_READ)
        found = await self._reader.one(reference)
        if found is None:
            raise NotFound("data_component_not_found", "There is no such data component.")
        return found
