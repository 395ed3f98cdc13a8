"""Notes on techniques."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.views.content import PersonRef
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Action, Caller, require


class NoteRow(Struct, frozen=True):
    """A note with its present text."""

    id: UUID
    technique_id: UUID
    version: int
    text: str
    versions_count: int
    created_by: PersonRef
    created_at: datetime
    updated_by: PersonRef
    updated_at: datetime
    withdrawn_by: PersonRef | None
    withdrawn_at: datetime | None


class NoteVersionView(Struct, frozen=True):
    """One version of a note."""

    number: int
    text: str
    by: PersonRef
    at: datetime


class NoteDetail(NoteRow, frozen=True):
    """A note with all its versions, oldest first."""

    versions: list[NoteVersionView]


class NoteReader(Protocol):
    async def page(self, reference: str, request: PageRequest) -> Page[NoteRow]:
        """Notes that stand. Raises `NotFound` when there is no such technique."""
        ...

    async def one(self, reference: str, note_id: UUID) -> NoteDetail | None: ...


class TechniqueNotes:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: NoteReader) -> None:
        self._reader = reader

    async def page(self, caller: Caller, reference: str, request: PageRequest) -> Page[NoteRow]:
        require(caller, Action.CONTENT_READ)
        return await self._reader.page(reference, request)

    async def one(self, caller: Caller, reference: str, note_id: UUID) -> NoteDetail:
        require(caller, Action.CONTENT_READ)
        found = await self._reader.one(reference, note_id)
        if found is None:
            raise NotFound("note_not_found", "There is no such note on this technique.")
        return found
