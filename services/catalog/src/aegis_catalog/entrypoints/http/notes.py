"""Notes on techniques over HTTP."""

from datetime import datetime
from typing import Any
from uuid import UUID

from dishka.integrations.litestar import FromDishka
from litestar import Controller, Request, Response, delete, get, patch, post
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from aegis_catalog.application.notes.commands.add_note import AddNote, AddNoteCommand
from aegis_catalog.application.notes.commands.revise_note import ReviseNote, ReviseNoteCommand
from aegis_catalog.application.notes.commands.withdraw_note import WithdrawNote, WithdrawNoteCommand
from aegis_catalog.application.notes.queries.notes import NoteDetail, NoteRow, TechniqueNotes
from aegis_chassis.web.authentication import CurrentCaller
from aegis_chassis.web.etags import IfMatch, answered, cacheable, created, etag_of
from aegis_chassis.web.paging import Pages, PageView


class NoteRequest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`text` is Markdown, at most 64 KiB; it is kept as it is."""

    text: str


class NoteController(Controller):
    """Our own notes on one technique."""

    path = "/techniques/{technique:str}/notes"
    tags = ("Notes",)

    @get(operation_id="techniques.notes.list")
    async def page(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        technique: FromPath[str],
        paging: Pages,
        notes: FromDishka[TechniqueNotes],
    ) -> Response[PageView[NoteRow]]:
        """The notes that stand, with their present texts, the oldest first."""
        wanted = paging.request({"created_at": datetime, "updated_at": datetime}, default="created_at")
        return cacheable(request, paging.answer(await notes.page(caller, technique, wanted)))

    @post(operation_id="techniques.notes.create")
    async def create(
        self,
        caller: CurrentCaller,
        technique: FromPath[str],
        data: JSONBody[NoteRequest],
        add: FromDishka[AddNote],
        notes: FromDishka[TechniqueNotes],
    ) -> Response[NoteDetail]:
        """Begins a note."""
        note = await add(caller, AddNoteCommand(technique=technique, text=data.text))
        view = await notes.one(caller, technique, note.id)
        location = f"/api/v1/techniques/{note.technique_id}/notes/{note.id}"
        return created(view, version=note.version, location=location)

    @get("/{note_id:uuid}", operation_id="techniques.notes.get")
    async def one(
        self,
        request: Request[Any, Any, Any],
        caller: CurrentCaller,
        technique: FromPath[str],
        note_id: FromPath[UUID],
        notes: FromDishka[TechniqueNotes],
    ) -> Response[NoteDetail]:
        """A note with all its versions; withdrawn ones too."""
        found = await notes.one(caller, technique, note_id)
        return cacheable(request, found, etag=etag_of(found.version))

    @patch("/{note_id:uuid}", operation_id="techniques.notes.revise")
    async def revise(
        self,
        caller: CurrentCaller,
        technique: FromPath[str],
        note_id: FromPath[UUID],
        if_match: IfMatch,
        data: JSONBody[NoteRequest],
        revise: FromDishka[ReviseNote],
        notes: FromDishka[TechniqueNotes],
    ) -> Response[NoteDetail]:
        """Writes a new version."""
        command = ReviseNoteCommand(technique=technique, note_id=note_id, version=if_match, text=data.text)
        note = await revise(caller, command)
        return answered(await notes.one(caller, technique, note_id), version=note.version)

    @delete("/{note_id:uuid}", operation_id="techniques.notes.withdraw", status_code=204)
    async def withdraw(
        self,
        caller: CurrentCaller,
        technique: FromPath[str],
        note_id: FromPath[UUID],
        if_match: IfMatch,
        withdraw: FromDishka[WithdrawNote],
    ) -> None:
        """Takes it away; its versions stay readable at its address."""
        await withdraw(caller, WithdrawNoteCommand(technique=technique, note_id=note_id, version=if_match))
