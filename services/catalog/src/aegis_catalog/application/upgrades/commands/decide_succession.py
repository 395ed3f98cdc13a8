"""Somebody says where a technique leads, of which upstream does not, or not well enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from aegis_catalog.application.upgrades.leading import Lead
from aegis_catalog.application.upgrades.ports import Upgrades
from aegis_catalog.domain.upgrade import Decision
from aegis_kernel.clock import Clock
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class DecideSuccessionCommand:
    """`technique` and `target` are ids or public ids; `tests` are those that follow, None for everything."""

    upgrade_id: UUID
    version: int | None
    technique: str
    target: str
    tests: Sequence[UUID] | None = None
    reason: str = ""


class DecideSuccession:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`, `Conflict`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, upgrades: Upgrades, lead: Lead, clock: Clock, ids: Ids) -> None:
        self._uow = uow
        self._upgrades = upgrades
        self._lead = lead
        self._clock = clock
        self._ids = ids

    async def __call__(self, caller: Caller, command: DecideSuccessionCommand) -> Decision:
        require(caller, Action.UPGRADES_DECIDE)
        async with self._uow:
            upgrade = await self._upgrades.get(command.upgrade_id, expected=command.version)
            technique = await self._upgrades.candidate(upgrade, command.technique)
            target = await self._upgrades.target(upgrade, command.target)
            made = upgrade.decide(
                self._ids.new(), technique, target, command.tests, command.reason, caller, self._clock.now()
            )
            await self._upgrades.save(upgrade)
            if upgrade.state == "applied":
                await self._lead()
            await self._uow.commit()
        return made
