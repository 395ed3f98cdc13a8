"""Notes read."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Text, Uuid, bindparam, literal_column, select

from aegis_catalog.adapters.persistence.finding import named, naming, require_owner
from aegis_catalog.adapters.persistence.notes.tables import note, note_version
from aegis_catalog.adapters.persistence.techniques.tables import technique
from aegis_catalog.application.notes.queries.notes import NoteDetail, NoteRow, NoteVersionView
from aegis_catalog.application.views.content import PersonRef
from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_kernel.paging import Page, PageRequest

_first = note_version.alias("first_version")
_last = note_version.alias("last_version")
_newest = (
    select(note_version.c.number)
    .where(note_version.c.note_id == note.c.id)
    .order_by(note_version.c.number.desc())
    .limit(1)
    .scalar_subquery()
)
_ROWS = (
    select(
        note.c.id,
        note.c.leads_to,
        note.c.version,
        _last.c.text,
        _last.c.number,
        _first.c.by_id.label("created_by"),
        _first.c.by_name.label("created_by_name"),
        _first.c.at.label("created_at"),
        _last.c.by_id.label("updated_by"),
        _last.c.by_name.label("updated_by_name"),
        _last.c.at.label("updated_at"),
        note.c.withdrawn_by,
        note.c.withdrawn_by_name,
        note.c.withdrawn_at,
    )
    .select_from(
        note.join(_first, (_first.c.note_id == note.c.id) & (_first.c.number == 1)).join(
            _last, (_last.c.note_id == note.c.id) & (_last.c.number == _newest)
        )
    )
    .where(note.c.leads_to == named(technique))
)
_LIST = Listing(
    rows=_ROWS.where(note.c.withdrawn_at.is_(None)),
    filters={},
    sorts={"created_at": _first.c.at, "updated_at": _last.c.at},
    tie=note.c.id,
).reader()
_VERSIONS = """(
    select cast(json_agg(json_build_object('number', number, 'text', text, 'by',
        json_build_object('id', by_id, 'name', by_name), 'at', at) order by number) as text)
    from note_version where note_version.note_id = note.id
)"""
_ONE = compiled(
    _ROWS.add_columns(literal_column(_VERSIONS, Text).label("versions")).where(
        note.c.id == bindparam("note_id", type_=Uuid)
    )
)
_WIDTH = 14

_versions = msgspec.json.Decoder(list[NoteVersionView]).decode  # for times as the rest of the API writes them


class SqlNoteReader:
    """`NoteReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, reference: str, request: PageRequest) -> Page[NoteRow]:
        found = await _LIST.page(self._database, request, {}, _row, bound=naming(reference))
        await require_owner(found, self._database, "technique", "technique", reference)
        return found

    async def one(self, reference: str, note_id: UUID) -> NoteDetail | None:
        arguments = _ONE.arguments(naming(reference) | {"note_id": note_id})
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ONE.sql, *arguments)
        if row is None:
            return None
        values = (*_values(*row[:_WIDTH]), _versions(row["versions"]))
        return NoteDetail(*values)


def _values(*columns: Any) -> tuple[Any, ...]:
    created_by, created_name, created_at, updated_by, updated_name, updated_at, gone_by, gone_name, gone_at = columns[
        5:
    ]
    return (
        *columns[:5],
        PersonRef(created_by, created_name),
        created_at,
        PersonRef(updated_by, updated_name),
        updated_at,
        None if gone_by is None else PersonRef(gone_by, gone_name),
        gone_at,
    )


def _row(*columns: Any) -> NoteRow:
    values = _values(*columns)
    return NoteRow(*values)
