"""An admin makes a new version of the scoring configuration. Nothing is scored by it until it is activated."""

from dataclasses import dataclass, replace

from aegis_kernel.clock import Clock
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_scoring.application.ports import Configurations
from aegis_scoring.domain.configuration import Configuration
from aegis_scoring.domain.scoring_configuration import ScoringConfiguration


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftConfigurationCommand:
    """`content` as it shall be; its number is drawn."""

    content: Configuration
    reason: str | None = None


class DraftConfiguration:
    """Raises `Forbidden`, and `Invalid` with every fault."""

    def __init__(self, uow: UnitOfWork, configurations: Configurations, clock: Clock, ids: Ids) -> None:
        self._uow = uow
        self._configurations = configurations
        self._clock = clock
        self._ids = ids

    async def __call__(self, caller: Caller, command: DraftConfigurationCommand) -> ScoringConfiguration:
        require(caller, Action.SCORING_CONFIGURE)
        async with self._uow:
            content = replace(command.content, number=await self._configurations.next_number())
            made = ScoringConfiguration.draft(
                self._ids.new(), content, by=caller.id, at=self._clock.now(), reason=command.reason
            )
            await self._configurations.save(made)
            await self._uow.commit()
        return made
