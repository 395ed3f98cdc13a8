"""The service starts: the preset `default` is version 1 of the configuration, active, and published, once."""

from aegis_kernel.clock import Clock
from aegis_kernel.ids import named_id
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_scoring.application.ports import Configurations
from aegis_scoring.domain.configuration import Preset, preset
from aegis_scoring.domain.scoring_configuration import ScoringConfiguration


class BeginScoring:
    """Nobody's command: the process runs it at its start. What is scored before is scored by the same preset."""

    def __init__(self, uow: UnitOfWork, configurations: Configurations, clock: Clock) -> None:
        self._uow = uow
        self._configurations = configurations
        self._clock = clock

    async def __call__(self) -> bool:
        """Whether there was anything to begin."""
        async with self._uow:
            if await self._configurations.next_number() != 1:
                return False
            now = self._clock.now()
            id_ = named_id("scoring-configuration", "1")
            first = ScoringConfiguration.draft(id_, preset(Preset.DEFAULT), by=None, at=now)
            first.activate(now, active_number=None)
            await self._configurations.save(first)
            await self._uow.commit()
        return True
