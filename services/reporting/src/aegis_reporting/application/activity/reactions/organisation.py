"""Topic ``catalog.organisation``: tells that our scope is another."""

from collections.abc import Sequence

from aegis_contracts.catalog_organisation import OrganisationState
from aegis_kernel.clock import Clock
from aegis_kernel.facts import Fact
from aegis_reporting.application.activity.noting import news, of_scope
from aegis_reporting.application.activity.ports import Feed


class ReactToOrganisation:
    """Runs after the replica in the same transaction."""

    def __init__(self, feed: Feed, clock: Clock) -> None:
        self._feed = feed
        self._clock = clock

    async def __call__(self, facts: Sequence[Fact[OrganisationState]], /) -> None:
        await self._feed.append(of_scope(news(facts, now=self._clock.now())))
