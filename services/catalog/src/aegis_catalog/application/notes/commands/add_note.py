"""Somebody begins a note on a technique."""

from dataclasses import dataclass

from aegis_catalog.application.notes.ports import Notes
from aegis_catalog.application.techniques.ports import TechniqueIds
from aegis_catalog.domain.notes import Note
from aegis_kernel.clock import Clock
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNoteCommand:
    technique: str
    text: str


class AddNote:
    """Raises `NotFound`, `Forbidden`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, notes: Notes, techniques: TechniqueIds, clock: Clock, ids: Ids) -> None:
        self._uow = uow
        self._notes = notes
        self._techniques = techniques
        self._clock = clock
        self._ids = ids

    async def __call__(self, caller: Caller, command: AddNoteCommand) -> Note:
        require(caller, Action.CONTENT_NOTE)
        async with self._uow:
            note = Note(self._ids.new(), await self._techniques.find(command.technique))
            note.write(command.text, caller, self._clock.now())
            await self._notes.save(note)
            await self._uow.commit()
        return note
