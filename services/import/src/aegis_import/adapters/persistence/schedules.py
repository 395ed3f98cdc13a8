"""When data sources are read by themselves, in the chassis's schedules."""

from datetime import datetime

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.scheduling import InvalidRule, Schedule, put_schedule, remove_schedule
from aegis_import.domain.source import DataSource
from aegis_kernel.errors import Fault, Invalid

JOB = "import.sync"
"""The job that queues a run of the source that its argument names."""


class SqlSchedules:
    """`Schedules` in the open unit of work."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def put(self, source: DataSource, *, now: datetime) -> None:
        """Makes the schedule what the source's settings say. Raises `Invalid` for a rule that is none."""
        name = f"sync {source.name}"
        rule = source.settings.schedule
        if rule is None:
            await remove_schedule(self._uow.connection, name)
            return
        schedule = Schedule(name=name, job=JOB, rule=rule, zone=source.settings.zone, argument=str(source.id))
        try:
            await put_schedule(self._uow.connection, schedule, now)
        except InvalidRule as error:
            raise Invalid("bad_rule", str(error), [Fault("/rule", str(error), "bad_rule")]) from error
