"""An admin makes a version of the configuration the active one: every technique is scored by it from now on."""

from dataclasses import dataclass

from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_scoring.application.ports import Configurations
from aegis_scoring.application.rescoring import Rescore
from aegis_scoring.domain.scoring_configuration import ScoringConfiguration


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivateConfigurationCommand:
    number: int
    version: int | None
    reason: str | None = None


class ActivateConfiguration:
    """Raises `Forbidden`, `NotFound`, `Stale`, and `RuleBroken` when it is active already.

    Scores change in the same transaction, so that no answer mixes two configurations.
    """

    def __init__(self, uow: UnitOfWork, configurations: Configurations, rescore: Rescore, clock: Clock) -> None:
        self._uow = uow
        self._configurations = configurations
        self._rescore = rescore
        self._clock = clock

    async def __call__(self, caller: Caller, command: ActivateConfigurationCommand) -> ScoringConfiguration:
        require(caller, Action.SCORING_CONFIGURE)
        async with self._uow:
            active = await self._configurations.active_number()
            chosen = await self._configurations.get(command.number, expected=command.version)
            chosen.activate(self._clock.now(), active_number=active, reason=command.reason)
            await self._configurations.save(chosen)
            await self._rescore.all()
            await self._uow.commit()
        return chosen
