"""How an item came to be as it is."""

from datetime import datetime
from typing import Any, Literal, Protocol

from msgspec import Struct

from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require

Kind = Literal["technique", "actor", "software", "template", "adversary", "rule", "defence"]


class HistoryEntry(Struct, frozen=True):
    """One published version: what happened, and the old values of the fields that changed. `actor_id` is the person's
    who did it, null where content did."""

    version: int
    at: datetime
    type: str
    changed: dict[str, Any]
    reason: str | None
    actor_id: str | None


class HistoryReader(Protocol):
    async def page(self, kind: Kind, reference: str, request: PageRequest) -> Page[HistoryEntry]:
        """Raises `NotFound`."""
        ...


class History:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: HistoryReader) -> None:
        self._reader = reader

    async def page(self, caller: Caller, kind: Kind, reference: str, request: PageRequest) -> Page[HistoryEntry]:
        require(caller, Action.CONTENT_READ)
        return await self._reader.page(kind, reference, request)
