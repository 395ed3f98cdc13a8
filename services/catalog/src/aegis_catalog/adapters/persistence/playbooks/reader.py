"""Playbooks read."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Boolean, Select, Text, Uuid, any_, bindparam, literal_column, or_, select

from aegis_catalog.adapters.persistence.finding import named, naming, require_owner
from aegis_catalog.adapters.persistence.playbooks.blindness import shown_to_all
from aegis_catalog.adapters.persistence.playbooks.tables import playbook, playbook_version
from aegis_catalog.adapters.persistence.reading import applying, words
from aegis_catalog.adapters.persistence.techniques.tables import technique
from aegis_catalog.application.playbooks.queries.playbooks import PlaybookDetail, PlaybookRow, PlaybookVersionView
from aegis_catalog.application.views.content import PersonRef
from aegis_catalog.domain.playbook import Kind
from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_kernel.paging import Page, PageRequest

_first = playbook_version.alias("first_version")
_last = playbook_version.alias("last_version")
_newest = (
    select(playbook_version.c.number)
    .where(playbook_version.c.playbook_id == playbook.c.id)
    .order_by(playbook_version.c.number.desc())
    .limit(1)
    .scalar_subquery()
)
_ROWS: Select[Any] = (
    select(
        playbook.c.id,
        playbook.c.leads_to,
        playbook.c.technique_id,
        playbook.c.kind,
        playbook.c.version,
        _last.c.title,
        _last.c.number,
        _first.c.by_id.label("created_by"),
        _first.c.by_name.label("created_by_name"),
        _first.c.at.label("created_at"),
        _last.c.by_id.label("updated_by"),
        _last.c.by_name.label("updated_by_name"),
        _last.c.at.label("updated_at"),
        playbook.c.withdrawn_by,
        playbook.c.withdrawn_by_name,
        playbook.c.withdrawn_at,
    )
    .select_from(
        playbook.join(_first, (_first.c.playbook_id == playbook.c.id) & (_first.c.number == 1)).join(
            _last, (_last.c.playbook_id == playbook.c.id) & (_last.c.number == _newest)
        )
    )
    .where(
        playbook.c.leads_to == named(technique),
        or_(bindparam("sees_blind", type_=Boolean), shown_to_all),
    )
)
_LIST = Listing(
    rows=_ROWS.where(playbook.c.withdrawn_at.is_(None)),
    filters={"kind": playbook.c.kind == any_(words("kind"))},
    sorts={"title": _last.c.title, "created_at": _first.c.at, "updated_at": _last.c.at},
    tie=playbook.c.id,
).reader()
_VERSIONS = """(
    select cast(json_agg(json_build_object('number', number, 'title', title, 'text', text, 'by',
        json_build_object('id', by_id, 'name', by_name), 'at', at, 'restored', restored) order by number) as text)
    from playbook_version where playbook_version.playbook_id = playbook.id
)"""
_ONE = compiled(
    _ROWS.add_columns(_last.c.text, literal_column(_VERSIONS, Text).label("versions")).where(
        playbook.c.id == bindparam("playbook_id", type_=Uuid)
    )
)
_WIDTH = 16

_versions = msgspec.json.Decoder(list[PlaybookVersionView]).decode  # for times as the rest of the API writes them


class SqlPlaybookReader:
    """`PlaybookReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, reference: str, kinds: tuple[Kind, ...], request: PageRequest, *, sees_blind: bool
    ) -> Page[PlaybookRow]:
        bound = naming(reference) | {"sees_blind": sees_blind}
        found = await _LIST.page(self._database, request, applying(kind=list(kinds)), _row, bound=bound)
        await require_owner(found, self._database, "technique", "technique", reference)
        return found

    async def one(self, reference: str, playbook_id: UUID, *, sees_blind: bool) -> PlaybookDetail | None:
        values = naming(reference) | {"sees_blind": sees_blind, "playbook_id": playbook_id}
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ONE.sql, *_ONE.arguments(values))
        if row is None:
            return None
        shown = (*_values(*row[:_WIDTH]), row["text"], _versions(row["versions"]))
        return PlaybookDetail(*shown)


def _values(*columns: Any) -> tuple[Any, ...]:
    made_by, made_name, made_at, by, by_name, at, gone_by, gone_name, gone_at = columns[7:]
    gone = None if gone_by is None else PersonRef(gone_by, gone_name)
    return (*columns[:7], PersonRef(made_by, made_name), made_at, PersonRef(by, by_name), at, gone, gone_at)


def _row(*columns: Any) -> PlaybookRow:
    values = _values(*columns)
    return PlaybookRow(*values)
