"""What the import keeps of others' topics."""

from typing import Any

from aegis_chassis.messaging.hearing import Replica
from aegis_import.adapters.persistence.tables import chassis, known_schedule
from aegis_kernel.facts import Fact
from aegis_kernel.schedules import ScheduleState

KNOWN_USER = chassis.known_user
"""Who there is, as identity tells it."""

_SCHEDULE = tuple(column.name for column in known_schedule.c if column.name != "id")


def _schedule(fact: Fact[ScheduleState]) -> dict[str, Any] | None:
    if fact.state.deleted_at is not None:
        return None
    return {"id": fact.key} | {name: getattr(fact.state, name) for name in _SCHEDULE}


SCHEDULES: Replica[ScheduleState] = Replica(table=known_schedule, key="id", key_of=lambda fact: fact.key, row=_schedule)
"""Every recurring thing of the suite."""
