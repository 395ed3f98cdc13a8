"""Says when a data source is read by itself, or that it is not."""

from dataclasses import dataclass
from uuid import UUID

from aegis_import.application.ports import Schedules, Sources
from aegis_import.domain.source import DataSource
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class SetScheduleCommand:
    """`rule` None ends it. See the scheduling chassis for rules; `zone` is an IANA time zone."""

    source_id: UUID
    version: int
    rule: str | None
    zone: str = "UTC"


class SetSchedule:
    """Raises `Forbidden`, `NotFound`, `Stale`, `Invalid` (rule, zone)."""

    def __init__(self, uow: UnitOfWork, sources: Sources, schedules: Schedules, clock: Clock) -> None:
        self.uow = uow
        self.sources = sources
        self.schedules = schedules
        self.clock = clock

    async def __call__(self, caller: Caller, command: SetScheduleCommand) -> DataSource:
        require(caller, Action.SOURCES_MANAGE)
        async with self.uow:
            source = await self.sources.get(command.source_id, expected=command.version)
            source.edit(schedule=command.rule, zone=command.zone)
            await self.schedules.put(source, now=self.clock.now())
            await self.sources.save(source)
            await self.uow.commit()
        return source
