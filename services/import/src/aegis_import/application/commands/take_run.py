"""A worker takes the next run in hand."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from aegis_import.application.ports import Leases
from aegis_kernel.clock import Clock
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRunCommand:
    owner: str
    lease_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """`tries` is how often the run has been taken, this time counted: each time but the last its worker was lost."""

    run_id: UUID
    tries: int


class TakeRun:
    """None when nothing waits."""

    def __init__(self, uow: UnitOfWork, leases: Leases, clock: Clock) -> None:
        self.uow = uow
        self.leases = leases
        self.clock = clock

    async def __call__(self, command: TakeRunCommand) -> Taken | None:
        now = self.clock.now()
        async with self.uow:
            taken = await self.leases.take(command.owner, now=now, until=now + timedelta(seconds=command.lease_seconds))
            if taken is None:
                return None
            await self.uow.commit()
        return Taken(run_id=taken[0], tries=taken[1])
