"""Import runs as they are read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Boolean, Text, any_, bindparam, select

from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_contracts.import_runs import Counts
from aegis_import.adapters.persistence.tables import import_problem, import_run
from aegis_import.application.queries.runs import ProblemView, RunDetailView, RunView, SampleView
from aegis_import.domain.errors import no_such_run
from aegis_kernel.clock import Clock
from aegis_kernel.paging import Page, PageRequest

_NAMES = (
    "id", "source_id", "source_name", "state", "dry_run", "counts", "complete", "measures", "problems_count", "release",
    "commit", "error", "held_reason", "url", "file_name", "requested_by", "approved_by", "requested_at",
    "started_at", "finished_at", "version",
)  # fmt: skip
_ROWS = select(*(import_run.c[name] for name in _NAMES))
_RUNS = Listing(
    rows=_ROWS,
    filters={
        "source": import_run.c.source_name == any_(bindparam("source", type_=ARRAY(Text))),
        "state": import_run.c.state == any_(bindparam("state", type_=ARRAY(Text))),
        "dry_run": import_run.c.dry_run == bindparam("dry_run", type_=Boolean),
    },
    sorts={"requested_at": import_run.c.requested_at},
    tie=import_run.c.id,
).reader()

_PROBLEM = ("number", "severity", "code", "reason", "path", "line", "kind", "key")
_PROBLEMS = Listing(
    rows=select(*(import_problem.c[name] for name in _PROBLEM)),
    filters={
        "run": import_problem.c.run_id == bindparam("run"),
        "severity": import_problem.c.severity == any_(bindparam("severity", type_=ARRAY(Text))),
        "kind": import_problem.c.kind == any_(bindparam("kind", type_=ARRAY(Text))),
        "code": import_problem.c.code == any_(bindparam("code", type_=ARRAY(Text))),
    },
    sorts={"number": import_problem.c.number},
    tie=import_problem.c.number,
).reader()

_ONE = compiled(_ROWS.where(import_run.c.id == bindparam("id")))
_SAMPLES = "select class, kind, key, name, fields from import_sample where run_id = $1 order by number"
_EXISTS = "select exists (select from import_run where id = $1)"


class SqlRunsReader:
    """`RunsReader` on PostgreSQL. The clock tells how long a run has been going on."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def page(self, request: PageRequest, filters: Mapping[str, Any]) -> Page[RunView]:
        """One page, newest first by default."""
        now = self._clock.now()
        return await _RUNS.page(self._database, request, filters, lambda *row: RunView(**_fields(row, now)))

    async def one(self, run_id: UUID) -> RunDetailView:
        """Raises `NotFound`."""
        async with self._database.raw() as connection:
            row = await connection.fetchrow(_ONE.sql, *_ONE.arguments({"id": run_id}))
            if row is None:
                raise no_such_run(run_id)
            found = await connection.fetch(_SAMPLES, run_id)
        samples: dict[str, list[SampleView]] = {}
        for one in found:
            view = SampleView(kind=one["kind"], key=one["key"], name=one["name"], fields=tuple(one["fields"]))
            samples.setdefault(one["class"], []).append(view)
        return RunDetailView(**_fields(tuple(row), self._clock.now()), samples=samples)

    async def problems(self, run_id: UUID, request: PageRequest, filters: Mapping[str, Any]) -> Page[ProblemView]:
        """One page, in the order in which they were found. Raises `NotFound`."""
        page = await _PROBLEMS.page(self._database, request, {**filters, "run": run_id}, _problem)
        if not page.items:
            async with self._database.raw() as connection:
                if not await connection.fetchval(_EXISTS, run_id):
                    raise no_such_run(run_id)
        return page


def _fields(row: tuple[Any, ...], now: datetime) -> dict[str, Any]:
    told = dict(zip(_NAMES, row, strict=True))
    told["counts"] = {kind: _counts(of_kind) for kind, of_kind in told["counts"].items()}
    started, finished = told["started_at"], told["finished_at"]
    told["duration_seconds"] = ((finished or now) - started).total_seconds() if started is not None else None
    return told


def _counts(of_kind: dict[str, int]) -> Counts:
    read = of_kind["new"] + of_kind["changed"] + of_kind["unchanged"] + of_kind["skipped"]
    return Counts(read=read, **of_kind)


def _problem(
    number: int,
    severity: str,
    code: str,
    reason: str,
    path: str | None,
    line: int | None,
    kind: str | None,
    key: str | None,
) -> ProblemView:
    return ProblemView(
        number=number, severity=severity, code=code, reason=reason, file=path, line=line, kind=kind, key=key
    )
