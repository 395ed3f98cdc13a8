"""Import runs as they are read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct

from aegis_contracts.import_runs import Counts
from aegis_contracts.words import RunState
from aegis_kernel.paging import Page, PageRequest

RUN_SORTS: Mapping[str, Any] = {"requested_at": datetime}
"""What runs can be sorted by, and the type of its values."""

PROBLEM_SORTS: Mapping[str, Any] = {"number": int}
"""What problems can be sorted by."""


class SampleView(Struct, frozen=True, kw_only=True):
    """One entry that a dry run or a held run would touch. `fields` are those that differ, of a changed one."""

    kind: str
    key: str
    name: str
    fields: tuple[str, ...] = ()


class RunView(Struct, frozen=True, kw_only=True):
    """An import run. `counts` are by kind of entry; a read that was not `complete` withdrew nothing; `measures` are
    sizes, counts of what was read, and seconds, by name. `duration_seconds` is from its start to its end, or to now."""

    id: UUID
    source_id: UUID
    source_name: str
    state: RunState
    dry_run: bool
    counts: dict[str, Counts]
    complete: bool
    measures: dict[str, float]
    problems_count: int
    release: str | None
    commit: str | None
    error: str | None
    held_reason: str | None
    url: str | None
    file_name: str | None
    requested_by: UUID | None
    approved_by: UUID | None
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    duration_seconds: float | None
    version: int


class RunDetailView(RunView, frozen=True, kw_only=True):
    """An import run with up to 100 samples of each class: ``new``, ``changed``, ``withdrawn``, ``skipped``."""

    samples: dict[str, list[SampleView]]


class ProblemView(Struct, frozen=True, kw_only=True):
    """One thing wrong with what a run read: a ``bad_entry`` was skipped, a ``refused`` member never read, a ``warning``
    left something out of an entry that came in."""

    number: int
    severity: str
    code: str
    reason: str
    file: str | None
    line: int | None
    kind: str | None
    key: str | None


class RunsReader(Protocol):
    """Reads import runs."""

    async def page(self, request: PageRequest, filters: Mapping[str, Any]) -> Page[RunView]:
        """Filters: ``source`` (names or ids), ``state`` (lists), ``dry_run``."""
        ...

    async def one(self, run_id: UUID) -> RunDetailView:
        """Raises `NotFound`."""
        ...

    async def problems(self, run_id: UUID, request: PageRequest, filters: Mapping[str, Any]) -> Page[ProblemView]:
        """Filters: ``severity``, ``kind``, ``code`` (lists). Raises `NotFound`."""
        ...
