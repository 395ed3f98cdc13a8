"""What notes need."""

from typing import Protocol
from uuid import UUID

from aegis_catalog.domain.notes import Note


class Notes(Protocol):
    """All notes. They are ours alone: no topic tells of them."""

    async def get(self, technique: str, note_id: UUID, *, expected: int | None) -> Note:
        """A note on the technique with this id or public id, with its versions. Raises `NotFound`, `Stale`."""
        ...

    async def save(self, note: Note) -> None:
        """Keeps a new or changed note. Raises `Stale`."""
        ...
