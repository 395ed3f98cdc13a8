"""How techniques are found."""

from typing import Protocol
from uuid import UUID


class TechniqueIds(Protocol):
    """Finds techniques by what people call them."""

    async def find(self, technique: str) -> UUID:
        """The id of the technique with this id or public id: of several with one public id the active one, then that
        of the foremost domain. Raises `NotFound`."""
        ...
