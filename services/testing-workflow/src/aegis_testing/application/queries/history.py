"""A test's history: every move, oldest first."""

from aegis_contracts.testing_tests import Move
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_testing.application.access import READER, require_reach
from aegis_testing.application.ports import TestFinder, TestRef
from aegis_testing.application.published import move_of
from aegis_testing.domain.hidden import shown_to


class TestHistory:
    """Reads it whole. Raises `Forbidden`, `NotFound`."""

    __test__ = False

    def __init__(self, finder: TestFinder, clock: Clock) -> None:
        self._finder = finder
        self._clock = clock

    async def __call__(self, caller: Caller, test: TestRef) -> tuple[Move, ...]:
        require(caller, Action.TESTS_READ, READER)
        found = await self._finder.find(test, self._clock.now())
        require_reach(caller, found.campaign, f"There is no test {test}.")
        return tuple(move_of(one) for one in shown_to(found.test, caller).history)
