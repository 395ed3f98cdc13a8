"""Topic ``import.runs``: tells of imports that ended or wait."""

from collections.abc import Sequence

from aegis_contracts.import_runs import ImportRunState
from aegis_kernel.clock import Clock
from aegis_kernel.facts import Fact
from aegis_reporting.application.activity.noting import news, of_runs
from aegis_reporting.application.activity.ports import Feed


class ReactToRuns:
    """Notes runs in the feed."""

    def __init__(self, feed: Feed, clock: Clock) -> None:
        self._feed = feed
        self._clock = clock

    async def __call__(self, facts: Sequence[Fact[ImportRunState]], /) -> None:
        await self._feed.append(of_runs(news(facts, now=self._clock.now())))
