"""Reveal the blind tests whose time has come."""

from aegis_kernel.clock import Clock
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.ports import ManyTests
from aegis_testing.domain.moves.reveal import show_in_time

AT_ONCE = 200


class RevealDue:
    """How many. Each once, however many run at a time: a test is locked while it is revealed, and hides nothing after
    it."""

    def __init__(self, uow: UnitOfWork, tests: ManyTests, clock: Clock) -> None:
        self._uow = uow
        self._tests = tests
        self._clock = clock

    async def __call__(self) -> int:
        async with self._uow:
            now = self._clock.now()
            due = await self._tests.to_reveal(now, AT_ONCE)
            for test in due:
                show_in_time(test, now)
            if due:
                await self._tests.save_all(due)
                await self._uow.commit()
            return len(due)
