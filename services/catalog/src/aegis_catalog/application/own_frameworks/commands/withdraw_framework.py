"""An admin takes a framework of our own out of the catalogue."""

from dataclasses import dataclass

from aegis_catalog.application.own_frameworks.ports import OwnFrameworks
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawFrameworkCommand:
    """By id or slug."""

    framework: str


class WithdrawFramework:
    """It stays as withdrawn; another upload brings it back. Raises `Forbidden`, `NotFound`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, frameworks: OwnFrameworks) -> None:
        self._uow = uow
        self._frameworks = frameworks

    async def __call__(self, caller: Caller, command: WithdrawFrameworkCommand) -> None:
        require(caller, Action.FRAMEWORKS_EDIT)
        async with self._uow:
            framework = await self._frameworks.get(command.framework)
            if not framework.withdrawn:
                await self._frameworks.withdraw(framework, "Taken out of the catalogue.")
                await self._uow.commit()
