"""Topic ``scoring.scores``: tells what changed, and that scoring has answered."""

from collections.abc import Sequence

from aegis_contracts.scoring_scores import TechniqueScore
from aegis_kernel.clock import Clock
from aegis_kernel.facts import Fact
from aegis_reporting.application.activity.noting import news, of_scores
from aegis_reporting.application.activity.ports import Causes, Feed


class ReactToScores:
    """Runs after the replica in the same transaction: whoever is told can read it."""

    def __init__(self, feed: Feed, causes: Causes, clock: Clock) -> None:
        self._feed = feed
        self._causes = causes
        self._clock = clock

    async def __call__(self, facts: Sequence[Fact[TechniqueScore]], /) -> None:
        now = self._clock.now()
        told = news(facts, now=now)
        await self._causes.answered([fact.causation_id for fact in told if fact.causation_id], now=now)
        await self._feed.append(of_scores(told))
