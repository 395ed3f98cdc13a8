"""Something expired: techniques whose published formula has ended get a new one."""

from aegis_kernel.clock import Clock
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_scoring.application.ports import Standings
from aegis_scoring.application.rescoring import Rescore

AT_ONCE = 500


class RescoreDue:
    """Nobody's command: a loop runs it. However many run it, each end is published once."""

    def __init__(self, uow: UnitOfWork, standings: Standings, rescore: Rescore, clock: Clock) -> None:
        self._uow = uow
        self._standings = standings
        self._rescore = rescore
        self._clock = clock

    async def __call__(self) -> int:
        """How many techniques were due; at most `AT_ONCE`, so call again when it is that many."""
        async with self._uow:
            due = await self._standings.due(self._clock.now(), limit=AT_ONCE)
            if due:
                await self._rescore(moved=dict.fromkeys(due))
                await self._uow.commit()
        return len(due)
