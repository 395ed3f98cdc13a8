"""Ends a run that cannot be carried out."""

from dataclasses import dataclass
from uuid import UUID

from aegis_import.application.ports import Runs
from aegis_kernel.clock import Clock
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class FailRunCommand:
    run_id: UUID
    error: str


class FailRun:
    """Nothing happens when the run has ended already, or has published."""

    def __init__(self, uow: UnitOfWork, runs: Runs, clock: Clock) -> None:
        self.uow = uow
        self.runs = runs
        self.clock = clock

    async def __call__(self, command: FailRunCommand) -> None:
        async with self.uow:
            run = await self.runs.get(command.run_id)
            if not run.allows("fail"):
                return
            run.fail(command.error, self.clock.now())
            await self.runs.save(run)
            await self.uow.commit()
