"""Data sources as they are read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct

from aegis_contracts.words import Domain, RunState
from aegis_kernel.paging import Page, PageRequest

SOURCE_SORTS: Mapping[str, Any] = {"name": str, "priority": int, "upstream": str}
"""What sources can be sorted by, and the type of its values."""


class SourceView(Struct, frozen=True, kw_only=True):
    """A data source. `format` is what reads it; `more_urls` are read together with `url`. `schedule` is a rule, in the time of `zone`; `last_run_id` names the newest run that was no dry
    run."""

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
