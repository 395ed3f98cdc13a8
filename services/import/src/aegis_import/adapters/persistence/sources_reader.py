"""Data sources as they are read."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, Text, any_, bindparam, select, true

from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_import.adapters.persistence.tables import data_source, import_run
from aegis_import.application.queries.sources import SourceStats, SourceView
from aegis_import.domain.errors import no_such_source
from aegis_kernel.paging import Page, PageRequest

_NAMES = tuple(SourceView.__struct_fields__)

_last = (
    select(import_run.c.id, import_run.c.state, import_run.c.requested_at)
    .where(import_run.c.source_id == data_source.c.id, ~import_run.c.dry_run)
    .order_by(import_run.c.requested_at.desc(), import_run.c.id.desc())
    .limit(1)
    .lateral("last_run")
)
_OWN = (
    "id", "name", "upstream", "domain", "format", "url", "more_urls", "priority", "enabled", "release", "withdraw_limit_percent", "schedule",
    "zone", "version",
)  # fmt: skip
_ROWS = select(
    *(data_source.c[name] for name in _OWN),
    _last.c.id.label("last_run_id"),
    _last.c.state.label("last_run_state"),
    _last.c.requested_at.label("last_run_at"),
).select_from(data_source.outerjoin(_last, true()))

_LIST = Listing(
    rows=_ROWS,
    filters={
        "upstream": data_source.c.upstream == any_(bindparam("upstream", type_=ARRAY(Text))),
        "domain": data_source.c.domain == any_(bindparam("domain", type_=ARRAY(Text))),
        "enabled": data_source.c.enabled == bindparam("enabled", type_=Boolean),
        "q": data_source.c.name.contains(bindparam("q", type_=Text), autoescape=False),
    },
    sorts={"name": data_source.c.name, "priority": data_source.c.priority, "upstream": data_source.c.upstream},
    tie=data_source.c.id,
).reader()

_BY_ID = compiled(_ROWS.where(data_source.c.id == bindparam("id")))
_BY_NAME = compiled(_ROWS.where(data_source.c.name == bindparam("name")))

_STATS = """
select source.id, source.name,
    (select coalesce(jsonb_object_agg(kind, n), '{}') from
        (select kind, count(*) n from claim where source_id = source.id and withdrawn_at is null group by kind) a
    ) as active,
    (select coalesce(jsonb_object_agg(kind, n), '{}') from
        (select kind, count(*) n from claim where source_id = source.id and withdrawn_at is not null group by kind) w
    ) as withdrawn,
    (select coalesce(jsonb_object_agg(state, n), '{}') from
        (select state, count(*) n from import_run where source_id = source.id and not dry_run group by state) r
    ) as runs,
    good.release, good.finished_at as succeeded_at,
    (select max(finished_at) from import_run
        where source_id = source.id and not dry_run and state = 'failed') as failed_at
from data_source source
left join lateral (
    select release, finished_at from import_run
    where source_id = source.id and not dry_run and state = 'applied'
    order by finished_at desc limit 1
) good on true
where source.id = $1
"""


class SqlSourcesReader:
    """`SourcesReader` on PostgreSQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, request: PageRequest, filters: Mapping[str, Any]) -> Page[SourceView]:
        """One page."""
        return await _LIST.page(self._database, request, filters, _view)

    async def one(self, named: str) -> SourceView:
        """Raises `NotFound`."""
        statement, values = (_BY_NAME, {"name": named}) if (id_ := _uuid(named)) is None else (_BY_ID, {"id": id_})
        async with self._database.raw() as connection:
            row = await connection.fetchrow(statement.sql, *statement.arguments(values))
        if row is None:
            raise no_such_source(named)
        return _view(*row)

    async def stats(self, named: str) -> SourceStats:
        """Raises `NotFound`."""
        source = await self.one(named)
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_STATS, source.id)
        if row is None:
            raise no_such_source(named)
        return SourceStats(
            source_id=row["id"],
            name=row["name"],
            active=row["active"],
            withdrawn=row["withdrawn"],
            runs=row["runs"],
            release=row["release"],
            succeeded_at=row["succeeded_at"],
            failed_at=row["failed_at"],
        )


def _view(*values: Any) -> SourceView:
    return SourceView(**dict(zip(_NAMES, values, strict=True)))


def _uuid(named: str) -> UUID | None:
    try:
        return UUID(named)
    except ValueError:
        return None
