"""Somebody writes a new version of a note."""

from dataclasses import dataclass
from uuid import UUID

from aegis_catalog.application.notes.ports import Notes
from aegis_catalog.domain.notes import Note
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviseNoteCommand:
    technique: str
    note_id: UUID
    version: int | None
    text: str


class ReviseNote:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, notes: Notes, clock: Clock) -> None:
        self._uow = uow
        self._notes = notes
        self._clock = clock

    async def __call__(self, caller: Caller, command: ReviseNoteCommand) -> Note:
        require(caller, Action.CONTENT_NOTE)
        async with self._uow:
            note = await self._notes.get(command.technique, command.note_id, expected=command.version)
            note.write(command.text, caller, self._clock.now())
            await self._notes.save(note)
            await self._uow.commit()
        return note
