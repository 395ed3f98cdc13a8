"""What a decision changes at once: chains, names and what is our own lead elsewhere, and all of it is told."""

from typing import Any
from uuid import UUID

from aegis_catalog.application.content.following import Following
from aegis_catalog.application.content.ports import Items
from aegis_catalog.application.content.telling import Teller
from aegis_catalog.application.content.watching import look_at_endings
from aegis_kernel.facts import Fact


class Lead:
    """Leads all that points to techniques to where they lead now, in the open unit of work."""

    def __init__(self, following: Following, items: Items, teller: Teller) -> None:
        self._following = following
        self._items = items
        self._teller = teller

    async def __call__(self) -> None:
        told: dict[str, set[UUID]] = {}
        touched = await self._following(told, _by_hand, look=look_at_endings)
        await self._items.count_links(touched)
        await self._items.list_techniques(told.get("technique", set()) | touched)
        await self._teller.tell(told, _by_hand)


def _by_hand(key: str) -> Fact[Any] | None:  # a person did it: no fact is answered
    return None
