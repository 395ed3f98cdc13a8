"""What triage of feeds' entries needs; set-based."""

from collections.abc import Collection, Sequence
from typing import Protocol
from uuid import UUID

from aegis_catalog.domain.people import Person
from aegis_contracts.words import IntelTriage


class IntelTriages(Protocol):
    """What we made of entries."""

    async def set(self, item_ids: Sequence[UUID], triage: IntelTriage, by: Person, reason: str) -> Collection[UUID]:
        """Notes it of those that are there, tells of those that changed, and asks for reviews anew. Those that are
        there."""
        ...
