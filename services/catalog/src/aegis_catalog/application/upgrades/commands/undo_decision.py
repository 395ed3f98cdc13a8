"""Somebody takes back what was decided in an upgrade."""

from dataclasses import dataclass
from uuid import UUID

from aegis_catalog.application.upgrades.leading import Lead
from aegis_catalog.application.upgrades.ports import Upgrades
from aegis_catalog.domain.upgrade import Decision
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class UndoDecisionCommand:
    upgrade_id: UUID
    version: int | None
    decision_id: UUID
    reason: str = ""


class UndoDecision:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, upgrades: Upgrades, lead: Lead, clock: Clock) -> None:
        self._uow = uow
        self._upgrades = upgrades
        self._lead = lead
        self._clock = clock

    async def __call__(self, caller: Caller, command: UndoDecisionCommand) -> Decision:
        require(caller, Action.UPGRADES_DECIDE)
        async with self._uow:
            upgrade = await self._upgrades.get(command.upgrade_id, expected=command.version)
            undone = upgrade.undo(command.decision_id, command.reason, caller, self._clock.now())
            await self._upgrades.save(upgrade)
            if upgrade.state == "applied":
                await self._lead()
            await self._uow.commit()
        return undone
