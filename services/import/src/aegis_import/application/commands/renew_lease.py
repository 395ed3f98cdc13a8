"""A worker says that it still has its run in hand."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from aegis_import.application.ports import Leases
from aegis_kernel.clock import Clock
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewLeaseCommand:
    run_id: UUID
    owner: str
    lease_seconds: float


class RenewLease:
    """False when the run was cancelled, or given to another worker: what is in hand is to be dropped."""

    def __init__(self, uow: UnitOfWork, leases: Leases, clock: Clock) -> None:
        self.uow = uow
        self.leases = leases
        self.clock = clock

    async def __call__(self, command: RenewLeaseCommand) -> bool:
        until = self.clock.now() + timedelta(seconds=command.lease_seconds)
        async with self.uow:
            mine = await self.leases.renew(command.run_id, command.owner, until=until)
            await self.uow.commit()
        return mine
