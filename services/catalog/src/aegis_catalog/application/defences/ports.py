"""What implementations of defences need; set-based."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from aegis_catalog.domain.implementation import Implementation
from aegis_catalog.domain.people import Person


class Implementations(Protocol):
    """What we have done about defences."""

    async def of(self, defence_ids: Collection[UUID]) -> Mapping[UUID, Implementation]:
        """Those of which anything was said. The defences are locked until the transaction ends."""
        ...

    async def save(self, changed: Sequence[Implementation], by: Person, reason: str | None) -> None:
        """Keeps them, with the period before as history, and tells of the defences."""
        ...
