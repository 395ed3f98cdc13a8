"""What collections need."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from aegis_catalog.domain.collection import ComponentCollection


class Collections(Protocol):
    """What is collected of every data component: an empty one, with version 0, of those that nobody spoke of yet."""

    async def get(self, component_id: UUID, *, expected: int | None) -> ComponentCollection:
        """Raises `Stale`."""
        ...

    async def several(self, component_ids: Sequence[UUID]) -> list[ComponentCollection]:
        """Many, in the order asked."""
        ...

    async def save(self, collection: ComponentCollection) -> None:
        """Keeps it and publishes what was recorded. Raises `Stale`."""
        ...
