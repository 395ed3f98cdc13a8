"""Topics ``catalog.matrices`` and ``catalog.techniques``: tells that the matrix itself is another."""

from collections.abc import Sequence
from typing import Any

from aegis_kernel.clock import Clock
from aegis_kernel.facts import Fact
from aegis_reporting.application.activity.noting import news, of_content
from aegis_reporting.application.activity.ports import Feed


class ReactToContent:
    """Runs after the replica in the same transaction: one entry a batch."""

    def __init__(self, feed: Feed, clock: Clock) -> None:
        self._feed = feed
        self._clock = clock

    async def __call__(self, facts: Sequence[Fact[Any]], /) -> None:
        await self._feed.append(of_content(news(facts, now=self._clock.now())))
