"""Topic ``testing.tests``: tells how tests move, and notes what scoring has to answer."""

from collections.abc import Sequence

from aegis_contracts.scoring_scores import ANSWERED
from aegis_contracts.testing_tests import TESTING_TESTS, TestState
from aegis_kernel.clock import Clock
from aegis_kernel.facts import Fact
from aegis_reporting.application.activity.noting import news, of_tests
from aegis_reporting.application.activity.ports import Causes, Feed

_ANSWERED = frozenset(TESTING_TESTS.types[name] for name in ANSWERED if name in TESTING_TESTS.types)


class ReactToTests:
    """Runs after the replica in the same transaction."""

    def __init__(self, feed: Feed, causes: Causes, clock: Clock) -> None:
        self._feed = feed
        self._causes = causes
        self._clock = clock

    async def __call__(self, facts: Sequence[Fact[TestState]], /) -> None:
        now = self._clock.now()
        told = news(facts, now=now)
        answered = [fact for fact in told if fact.type in _ANSWERED and not fact.state.blind]
        await self._causes.await_answers(answered, now=now)
        await self._feed.append(of_tests(told))
