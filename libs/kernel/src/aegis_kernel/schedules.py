"""What a service tells of each thing that recurs in it: the state on the topic ``operations.schedules``."""

from datetime import datetime

from msgspec import Struct


class ScheduleState(Struct, frozen=True, kw_only=True):
    """One recurring thing. `rule` recurs in the time of `zone`; `next_due_at` None: it is over.

    `last_due_at` is the time that was due, `last_run_at` when it was run, `last_lag_seconds` how late that was.
    `last_outcome` is ``done`` or ``failed``; `last_error` names the kind of error alone, since its text could hold
    secrets. `failures` counts the tries of the present time that failed. `deleted_at` is set in the last record.
    """

    service: str
    name: str
    job: str
    rule: str
    zone: str
    next_due_at: datetime | None = None
    last_due_at: datetime | None = None
    last_run_at: datetime | None = None
    last_outcome: str | None = None
    last_error: str | None = None
    last_lag_seconds: float | None = None
    runs: int = 0
    failures: int = 0
    deleted_at: datetime | None = None
