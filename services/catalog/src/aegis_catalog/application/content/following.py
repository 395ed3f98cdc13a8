"""After techniques have changed, or somebody decided: every chain followed again, told, and what is ours led along."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from aegis_catalog.application.content import published
from aegis_catalog.application.content.chains import Followed, follow_chains, leads, successions
from aegis_catalog.application.content.ports import Chains, Items, Own, Publications, Watch
from aegis_contracts.catalog_successions import CATALOG_SUCCESSIONS
from aegis_kernel.clock import Clock
from aegis_kernel.facts import Fact

Because = Callable[[str], Fact[Any] | None]
Look = Callable[[Watch, Followed, datetime], Awaitable[set[UUID]]]


class Following:
    """Follows chains to their ends, and leads there all that the catalogue links: names in upstream's text, and what is
    our own. Set-based, and the same whenever it is called with the same tables."""

    def __init__(
        self, chains: Chains, watch: Watch, items: Items, own: Own, publications: Publications, clock: Clock
    ) -> None:
        self._chains = chains
        self._watch = watch
        self._items = items
        self._own = own
        self._publications = publications
        self._clock = clock

    async def __call__(self, told: dict[str, set[UUID]], because: Because, *, look: Look | None) -> set[UUID]:
        """Adds to `told`, by kind, whatever has to be told of by that. `look`: for what reviews too, since a run is
        over (`look_at_changes`) or a person has decided (`look_at_endings`). The techniques whose links have to be
        counted anew."""
        followed = await follow_chains(self._chains)
        before = await self._publications.last(CATALOG_SUCCESSIONS)
        states = successions(followed, before)
        await self._publications.publish(CATALOG_SUCCESSIONS, states, published.succession_event, because)
        techniques = told.setdefault("technique", set())
        techniques |= followed.moved
        names = await self._items.resolve_names()
        if look is not None:  # after names were resolved: what intel names counts by where it leads now
            techniques |= await look(self._watch, followed, self._clock.now())
        for kind, ids in names.items.items():
            told.setdefault(kind, set()).update(ids)
        return {*names.techniques, *await self._own.follow(leads(states, before), because)}
