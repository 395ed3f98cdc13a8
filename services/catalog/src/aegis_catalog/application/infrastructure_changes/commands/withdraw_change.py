"""Somebody takes a reported change back."""

from dataclasses import dataclass
from uuid import UUID

from aegis_catalog.application.infrastructure_changes.ports import InfrastructureChanges
from aegis_catalog.domain.infrastructure_change import InfrastructureChange
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawChangeCommand:
    change_id: UUID
    version: int | None
    reason: str


class WithdrawChange:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, changes: InfrastructureChanges, clock: Clock) -> None:
        self._uow = uow
        self._changes = changes
        self._clock = clock

    async def __call__(self, caller: Caller, command: WithdrawChangeCommand) -> InfrastructureChange:
        require(caller, Action.CHANGES_REPORT)
        async with self._uow:
            change = await self._changes.get(command.change_id, expected=command.version)
            change.withdraw(command.reason, caller, self._clock.now())
            await self._changes.save(change)
            await self._uow.commit()
        return change
