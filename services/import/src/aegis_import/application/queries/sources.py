"""Data sources as they are read."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Protocol
from uuid import UUID

from msgspec import Struct

from aegis_contracts.words import Domain, RunState
from aegis_kernel.paging import Page, PageRequest

SOURCE_SORTS: Mapping[str, Any] = {"name": str, "priority": int, "upstream": str}
"""What sources can be sorted by, and the type of its values."""


Health = Literal["well", "off", "held", "failing", "unread", "incomplete", "overdue"]
"""How a source fares: ``held`` waits for a person, ``failing``: its last reads failed, ``incomplete``: the last one
could not read all, ``overdue``: its schedule should have read it more than an hour ago."""

OVERDUE_SECONDS = 3_600


class SourceView(Struct, frozen=True, kw_only=True):
    """A data source. `format` is what reads it; `more_urls` are read together with `url`. `schedule` is a rule, in the
    time of `zone`; `last_run_id` names the newest run that was no dry run, `held_run_id` one that waits for a person.

    `last_complete_at` is when the source was last read to its end (`content_age_seconds` ago), `last_changed_at` when
    such a read last brought something new; `failures_in_a_row` counts the runs that failed since, `last_error` says
    why the last one did.
    """

    id: UUID
    name: str
    upstream: str
    domain: Domain | None
    format: str
    url: str | None
    more_urls: list[str]
    priority: int
    enabled: bool
    release: str | None
    withdraw_limit_percent: int
    schedule: str | None
    zone: str
    version: int
    last_run_id: UUID | None = None
    last_run_state: RunState | None = None
    last_run_at: datetime | None = None
    last_run_complete: bool | None = None
    held_run_id: UUID | None = None
    last_complete_at: datetime | None = None
    last_changed_at: datetime | None = None
    failures_in_a_row: int = 0
    last_error: str | None = None
    next_due_at: datetime | None = None
    content_age_seconds: float | None = None
    health: Health = "unread"


class SourceStats(Struct, frozen=True, kw_only=True):
    """What a source has given so far. `active` and `withdrawn` count its claims by kind; `succeeded_at` is when a run
    last brought all that there was."""

    source_id: UUID
    name: str
    active: dict[str, int]
    withdrawn: dict[str, int]
    runs: dict[str, int]
    release: str | None
    succeeded_at: datetime | None
    failed_at: datetime | None
    health: Health
    last_run_id: UUID | None
    last_run_state: RunState | None
    held_run_id: UUID | None
    last_complete_at: datetime | None
    last_changed_at: datetime | None
    content_age_seconds: float | None
    failures_in_a_row: int
    last_error: str | None
    next_due_at: datetime | None


class SourcesReader(Protocol):
    """Reads data sources. A source is named by its id or by its name."""

    async def page(self, request: PageRequest, filters: Mapping[str, Any]) -> Page[SourceView]:
        """Filters: ``upstream``, ``domain`` (lists), ``enabled``, ``q``."""
        ...

    async def one(self, named: str) -> SourceView:
        """Raises `NotFound`."""
        ...

    async def stats(self, named: str) -> SourceStats:
        """Raises `NotFound`."""
        ...

    async def all(self) -> Sequence[SourceView]:
        """Every source: there are few."""
        ...


def health_of(source: SourceView, now: datetime) -> Health:
    """The first thing that is not well, the gravest first."""
    if not source.enabled:
        return "off"
    if source.held_run_id is not None:
        return "held"
    if source.failures_in_a_row:
        return "failing"
    if source.last_complete_at is None and source.last_run_complete is not False:
        return "unread"
    if source.last_run_complete is False:
        return "incomplete"
    if source.next_due_at is not None and (now - source.next_due_at).total_seconds() > OVERDUE_SECONDS:
        return "overdue"
    return "well"
