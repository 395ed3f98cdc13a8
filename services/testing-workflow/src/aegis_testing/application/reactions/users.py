"""Users: whoever is deactivated frees what they had claimed."""

from collections.abc import Sequence

from aegis_contracts.identity_users import UserState
from aegis_kernel.clock import Clock
from aegis_kernel.facts import Fact
from aegis_testing.application.ports import ManyTests
from aegis_testing.domain.moves.follow import free_sides


class FreeClaims:
    """Frees the open tests' sides of people who have left."""

    def __init__(self, tests: ManyTests, clock: Clock) -> None:
        self._tests = tests
        self._clock = clock

    async def __call__(self, facts: Sequence[Fact[UserState]], /) -> None:
        last = {fact.state.id: fact for fact in facts}
        gone = {id_ for id_, fact in last.items() if not fact.state.active}
        if not gone:
            return
        tests = await self._tests.open_sides_of(gone)
        for test in tests:
            free_sides(test, gone, self._clock.now())
        await self._tests.save_all(tests, because=facts[-1])
