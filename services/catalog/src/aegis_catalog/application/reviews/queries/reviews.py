"""What waits for a review."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.techniques.queries.techniques import CauseView
from aegis_catalog.application.views.content import PersonRef, StatedRef
from aegis_catalog.domain.content import Domain
from aegis_catalog.domain.review import CauseName, ReviewState
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewFilters:
    """`q` is looked for in the technique's name and public id."""

    cause: tuple[CauseName, ...] = ()
    domain: tuple[Domain, ...] = ()
    q: str = ""


class ReviewView(Struct, frozen=True):
    """The review of one technique. `since` is that of its oldest cause, null when nothing waits; `version` is the one
    to act on it with."""

    id: UUID
    technique: StatedRef
    domains: list[Domain]
    version: int
    review_state: ReviewState
    causes: list[CauseView]
    since: datetime | None
    reviewed_by: PersonRef | None
    reviewed_at: datetime | None


class ReviewReader(Protocol):
    async def queue(self, filters: ReviewFilters, request: PageRequest) -> Page[ReviewView]: ...
    async def one(self, reference: str) -> ReviewView | None: ...


class Reviews:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: ReviewReader) -> None:
        self._reader = reader

    async def queue(self, caller: Caller, filters: ReviewFilters, request: PageRequest) -> Page[ReviewView]:
        """The techniques that wait, one row each."""
        require(caller, Action.CONTENT_READ)
        return await self._reader.queue(filters, request)

    async def one(self, caller: Caller, reference: str) -> ReviewView:
        require(caller, Action.CONTENT_READ)
        found = await self._reader.one(reference)
        if found is None:
            raise NotFound("technique_not_found", "There is no such technique.")
        return found
