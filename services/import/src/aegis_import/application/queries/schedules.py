"""Every recurring thing of the suite, as it is read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from msgspec import Struct

from aegis_kernel.paging import Page, PageRequest

SCHEDULE_SORTS: Mapping[str, Any] = {"id": str, "service": str}
"""What schedules can be sorted by, and the type of its values."""


class ScheduleView(Struct, frozen=True, kw_only=True):
    """One recurring thing. `rule` recurs in the time of `zone`; `last_lag_seconds` is how late it was run last,
    `last_error` the kind of error when that failed, `failures` how many tries of the present time have failed."""

    id: str
    service: str
    name: str
    job: str
    rule: str
    zone: str
    next_due_at: datetime | None
    last_due_at: datetime | None
    last_run_at: datetime | None
    last_outcome: str | None
    last_error: str | None
    last_lag_seconds: float | None
    runs: int
    failures: int


class SchedulesReader(Protocol):
    """Reads what the services have told of their schedules."""

    async def page(self, request: PageRequest, filters: Mapping[str, Any]) -> Page[ScheduleView]:
        """Filters: ``service``, ``outcome`` (lists)."""
        ...
