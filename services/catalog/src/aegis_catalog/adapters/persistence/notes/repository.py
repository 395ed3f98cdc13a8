"""Notes on PostgreSQL."""

from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from aegis_catalog.adapters.persistence.notes.tables import note, note_version
from aegis_catalog.adapters.persistence.techniques.ids import SqlTechniqueIds
from aegis_catalog.domain.notes import Note, NoteVersion
from aegis_catalog.domain.people import Person
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_kernel.errors import NotFound, Stale


class SqlNotes:
    """`Notes`. Each save is named in the audit trail: no topic tells of notes."""

    def __init__(self, uow: SqlUnitOfWork, ids: SqlTechniqueIds) -> None:
        self._uow = uow
        self._ids = ids

    async def get(self, technique: str, note_id: UUID, *, expected: int | None) -> Note:
        technique_id = await self._ids.find(technique)
        connection = self._uow.connection
        wanted = select(note).where(note.c.id == note_id, note.c.leads_to == technique_id)
        row = (await connection.execute(wanted)).first()
        if row is None:
            raise NotFound("note_not_found", "There is no such note on this technique.")
        if expected is not None and expected != row.version:
            raise Stale(row.version)
        kept = select(note_version).where(note_version.c.note_id == note_id).order_by(note_version.c.number)
        return Note(
            row.id,
            row.leads_to,
            row.version,
            versions=[_version(found) for found in await connection.execute(kept)],
            withdrawn_by=Person(row.withdrawn_by, row.withdrawn_by_name) if row.withdrawn_by else None,
            withdrawn_at=row.withdrawn_at,
        )

    async def save(self, note_: Note) -> None:
        connection = self._uow.connection
        by = note_.withdrawn_by
        values = {
            "version": note_.version,
            "withdrawn_by": by.id if by else None,
            "withdrawn_by_name": by.name if by else None,
            "withdrawn_at": note_.withdrawn_at,
        }
        if note_.read_version == 0:
            await connection.execute(
                insert(note).values(id=note_.id, technique_id=note_.technique_id, leads_to=note_.technique_id, **values)
            )
        else:
            written = await connection.execute(
                update(note).where(note.c.id == note_.id, note.c.version == note_.read_version).values(**values)
            )
            if written.rowcount == 0:
                present = await connection.scalar(select(note.c.version).where(note.c.id == note_.id))
                raise Stale(present or 0)
        await self._add_versions(note_)
        reason = "withdrawn" if note_.withdrawn_at else f"version {note_.versions[-1].number}"
        if note_.take_recorded():
            self._uow.note(object_type="note", object_id=str(note_.id), reason=reason)

    async def _add_versions(self, note_: Note) -> None:
        known = await self._uow.connection.execute(
            select(note_version.c.number).where(note_version.c.note_id == note_.id)
        )
        numbers = set(known.scalars())
        new = [
            {
                "note_id": note_.id,
                "number": version.number,
                "text": version.text,
                "by_id": version.by.id,
                "by_name": version.by.name,
                "at": version.at,
            }
            for version in note_.versions
            if version.number not in numbers
        ]
        if new:
            await self._uow.connection.execute(insert(note_version), new)


def _version(row: Any) -> NoteVersion:
    return NoteVersion(row.number, row.text, Person(row.by_id, row.by_name), row.at)
