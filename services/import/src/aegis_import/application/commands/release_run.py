"""A worker that stops gives its run back, so that another need not wait for the lease to end."""

from dataclasses import dataclass
from uuid import UUID

from aegis_import.application.ports import Leases
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRunCommand:
    run_id: UUID
    owner: str


class ReleaseRun:
    """Nothing happens when the run is not the owner's."""

    def __init__(self, uow: UnitOfWork, leases: Leases) -> None:
        self.uow = uow
        self.leases = leases

    async def __call__(self, command: ReleaseRunCommand) -> None:
        async with self.uow:
            await self.leases.release(command.run_id, command.owner)
            await self.uow.commit()
