"""Lets a held run go on: a worker reads its archive again and publishes."""

from dataclasses import dataclass
from uuid import UUID

from aegis_import.application.ports import Runs
from aegis_import.domain.errors import newer_run
from aegis_import.domain.run import ImportRun
from aegis_import.domain.words import RunState
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork

WAITING = frozenset({RunState.QUEUED, RunState.READING})


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveRunCommand:
    run_id: UUID
    version: int


class ApproveRun:
    """Raises `Forbidden`, `NotFound`, `Stale`, `RuleBroken` (the run is in another state, a newer one is under way)."""

    def __init__(self, uow: UnitOfWork, runs: Runs) -> None:
        self.uow = uow
        self.runs = runs

    async def __call__(self, caller: Caller, command: ApproveRunCommand) -> ImportRun:
        require(caller, Action.SOURCES_MANAGE)
        async with self.uow:
            run = await self.runs.get(command.run_id, expected=command.version)
            if run.allows("approve") and await self.runs.of_source_in(run.source_id, WAITING):
                raise newer_run(run.source_name)
            run.approve(caller.id)
            await self.runs.save(run)
            await self.uow.commit()
        return run
