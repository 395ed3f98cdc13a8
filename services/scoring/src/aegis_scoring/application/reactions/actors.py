"""Topics ``catalog.actors`` and ``catalog.software``: which techniques an actor uses, and when that was known."""

from collections.abc import Sequence

from aegis_contracts.catalog_actors import ActorState
from aegis_contracts.catalog_software import SoftwareState
from aegis_kernel.facts import Fact
from aegis_scoring.application.ports import KnownActors


class ReactToActors:
    """Keeps actors. No score of a technique rests on them."""

    def __init__(self, actors: KnownActors) -> None:
        self._actors = actors

    async def __call__(self, facts: Sequence[Fact[ActorState]], /) -> None:
        await self._actors.keep_actors(facts)


class ReactToSoftware:
    """Keeps what software uses, for the actors that use the software."""

    def __init__(self, actors: KnownActors) -> None:
        self._actors = actors

    async def __call__(self, facts: Sequence[Fact[SoftwareState]], /) -> None:
        await self._actors.keep_software(facts)
