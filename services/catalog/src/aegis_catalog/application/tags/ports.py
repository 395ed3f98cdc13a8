"""What tags need."""

from typing import Protocol
from uuid import UUID

from aegis_catalog.domain.tags import Tag


class Tags(Protocol):
    """All tags with the techniques that carry them."""

    async def get(self, tag_id: UUID, *, expected: int | None) -> Tag:
        """Raises `NotFound`, `Stale`."""
        ...

    async def save(self, tag: Tag) -> None:
        """Keeps a new or changed tag, makes anew how lists show the techniques concerned, and publishes what was
        recorded. Raises `Stale`, and `Conflict` when another has its name, whatever the case of letters."""
        ...
