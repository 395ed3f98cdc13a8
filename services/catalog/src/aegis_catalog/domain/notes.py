"""Our own notes on a technique: Markdown, every version kept. No sync touches them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aegis_catalog.domain.events import NoteWithdrawn, NoteWritten
from aegis_catalog.domain.people import Person, person
from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import Fault, Invalid, RuleBroken
from aegis_kernel.rights import Caller

LONGEST = 64 * 1024
"""Bytes of UTF-8 that one version may have."""


@dataclass(frozen=True, slots=True)
class NoteVersion:
    """One text, who wrote it and when. `number` counts from 1."""

    number: int
    text: str
    by: Person
    at: datetime


class Note(Aggregate):
    """A note with its versions, oldest first."""

    def __init__(
        self,
        note_id: UUID,
        technique_id: UUID,
        version: int = 0,
        *,
        versions: Sequence[NoteVersion] = (),
        withdrawn_by: Person | None = None,
        withdrawn_at: datetime | None = None,
    ) -> None:
        super().__init__(note_id, version)
        self.technique_id = technique_id
        self.versions = list(versions)
        self.withdrawn_by = withdrawn_by
        self.withdrawn_at = withdrawn_at

    @property
    def text(self) -> str:
        """The present text."""
        return self.versions[-1].text

    def write(self, text: str, caller: Caller, at: datetime) -> None:
        """Adds a version. The same text again changes nothing. Raises `Invalid`, or `RuleBroken` once withdrawn."""
        self._require_standing()
        if not text.strip():
            raise Invalid("text_missing", "A note needs a text.", [Fault("/text", "A note needs a text.", "missing")])
        if len(text.encode()) > LONGEST:
            detail = f"A note has at most {LONGEST} bytes."
            raise Invalid("text_too_long", detail, [Fault("/text", detail, "too_long")])
        if self.versions and self.text == text:
            return
        self.versions.append(NoteVersion(len(self.versions) + 1, text, person(caller), at))
        self.record(NoteWritten())

    def withdraw(self, caller: Caller, at: datetime) -> None:
        """Takes the note away; its versions stay. Raises `RuleBroken` when it is away already."""
        self._require_standing()
        self.withdrawn_by = person(caller)
        self.withdrawn_at = at
        self.record(NoteWithdrawn())

    def _require_standing(self) -> None:
        if self.withdrawn_at is not None:
            raise RuleBroken("note_withdrawn", "The note has been withdrawn; nothing more can be done with it.")
