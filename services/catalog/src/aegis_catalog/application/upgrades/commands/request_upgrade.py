"""An admin lets a previewed release be applied."""

from dataclasses import dataclass
from uuid import UUID

from aegis_catalog.application.upgrades.ports import Upgrades
from aegis_catalog.domain.upgrade import Upgrade
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestUpgradeCommand:
    upgrade_id: UUID
    version: int | None


class RequestUpgrade:
    """Asks import to read again, for good, what the dry run read. The upgrade becomes applied by that run's end. Raises
    `NotFound`, `Stale`, `Forbidden`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, upgrades: Upgrades, clock: Clock) -> None:
        self._uow = uow
        self._upgrades = upgrades
        self._clock = clock

    async def __call__(self, caller: Caller, command: RequestUpgradeCommand) -> Upgrade:
        require(caller, Action.SOURCES_MANAGE)
        async with self._uow:
            upgrade = await self._upgrades.get(command.upgrade_id, expected=command.version)
            upgrade.request(caller, self._clock.now())
            await self._upgrades.save(upgrade)
            await self._uow.commit()
        return upgrade
