"""Data sources as they are read."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from msgspec import structs
from sqlalchemy import ARRAY, Boolean, ColumnElement, Text, any_, bindparam, func, literal_column, select, text, true

from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_import.adapters.persistence.tables import chassis, data_source, import_run
from aegis_import.application.queries.sources import SourceStats, SourceView, health_of
from aegis_import.domain.errors import no_such_source
from aegis_kernel.clock import Clock
from aegis_kernel.paging import Page, PageRequest

_OWN = (
    "id", "name", "upstream", "domain", "format", "url", "more_urls", "priority", "enabled", "release",
    "withdraw_limit_percent", "schedule", "zone", "version",
)  # fmt: skip
_RUN = ("last_run_id", "last_run_state", "last_run_at", "last_run_complete")
_FARES = ("held_run_id", "last_complete_at", "last_changed_at", "failures_in_a_row", "last_error", "next_due_at")
_NAMES = (*_OWN, *_RUN, *_FARES)

_LONG_AGO = text("'-infinity'::timestamptz")
_ONE: ColumnElement[int] = literal_column("1")
_real = (import_run.c.source_id == data_source.c.id, ~import_run.c.dry_run)
_newest = (import_run.c.requested_at.desc(), import_run.c.id.desc())
_good = text("import_run.state in ('published', 'applied')")
_last = (
    select(import_run.c.id, import_run.c.state, import_run.c.requested_at, import_run.c.complete)
    .where(*_real)
    .order_by(*_newest)
    .limit(_ONE)
    .lateral("last_run")
)
_held = select(import_run.c.id).where(*_real, text("import_run.state = 'held'")).order_by(*_newest).limit(_ONE)
_complete = (
    select(import_run.c.started_at, import_run.c.requested_at)
    .where(*_real, _good, import_run.c.complete)
    .order_by(*_newest)
    .limit(_ONE)
    .lateral("complete_run")
)
_changed = (
    select(import_run.c.started_at).where(*_real, _good, text("import_run.changes > 0")).order_by(*_newest).limit(_ONE)
)
_earlier = import_run.alias("earlier")
_well = (
    select(func.max(_earlier.c.requested_at))
    .where(
        _earlier.c.source_id == data_source.c.id,
        ~_earlier.c.dry_run,
        text("earlier.state in ('published', 'applied')"),
    )
    .correlate(data_source)
    .scalar_subquery()
)
_failures = (
    select(
        func.count().label("count"),
        literal_column("(array_agg(import_run.error order by import_run.requested_at desc))[1]").label("error"),
    )
    .where(*_real, text("import_run.state = 'failed'"), import_run.c.requested_at > func.coalesce(_well, _LONG_AGO))
    .lateral("failures")
)
_due = select(chassis.schedule.c.due_at).where(
    chassis.schedule.c.name == literal_column("'sync '") + data_source.c.name
)
_ROWS = select(
    *(data_source.c[name] for name in _OWN),
    _last.c.id.label("last_run_id"),
    _last.c.state.label("last_run_state"),
    _last.c.requested_at.label("last_run_at"),
    _last.c.complete.label("last_run_complete"),
    _held.scalar_subquery().label("held_run_id"),
    _complete.c.started_at.label("last_complete_at"),
    _changed.scalar_subquery().label("last_changed_at"),
    _failures.c.count.label("failures_in_a_row"),
    _failures.c.error.label("last_error"),
    _due.scalar_subquery().label("next_due_at"),
).select_from(
    data_source.outerjoin(_last, true()).outerjoin(_complete, true()).outerjoin(_failures, true()),
)

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

_ALL = compiled(_ROWS.order_by(data_source.c.name))
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

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def page(self, request: PageRequest, filters: Mapping[str, Any]) -> Page[SourceView]:
        """One page."""
        return await _LIST.page(self._database, request, filters, self._view)

    async def one(self, named: str) -> SourceView:
        """Raises `NotFound`."""
        statement, values = (_BY_NAME, {"name": named}) if (id_ := _uuid(named)) is None else (_BY_ID, {"id": id_})
        async with self._database.raw() as connection:
            row = await connection.fetchrow(statement.sql, *statement.arguments(values))
        if row is None:
            raise no_such_source(named)
        return self._view(*row)

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
            health=source.health,
            last_run_id=source.last_run_id,
            last_run_state=source.last_run_state,
            held_run_id=source.held_run_id,
            last_complete_at=source.last_complete_at,
            last_changed_at=source.last_changed_at,
            content_age_seconds=source.content_age_seconds,
            failures_in_a_row=source.failures_in_a_row,
            last_error=source.last_error,
            next_due_at=source.next_due_at,
        )

    async def all(self) -> Sequence[SourceView]:
        """Every source, by name."""
        async with self._database.raw() as connection:
            rows = await connection.fetch(_ALL.sql, *_ALL.arguments({}))
        return [self._view(*row) for row in rows]

    def _view(self, *values: Any) -> SourceView:
        view = SourceView(**dict(zip(_NAMES, values, strict=True)))
        now = self._clock.now()
        age = (now - view.last_complete_at).total_seconds() if view.last_complete_at is not None else None
        return structs.replace(view, content_age_seconds=age, health=health_of(view, now))


def _uuid(named: str) -> UUID | None:
    try:
        return UUID(named)
    except ValueError:
        return None
