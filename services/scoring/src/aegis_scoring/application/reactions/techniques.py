"""Topic ``catalog.techniques``: techniques come, change and go."""

from collections.abc import Sequence

from aegis_contracts.catalog_techniques import TechniqueState
from aegis_kernel.facts import Fact
from aegis_scoring.application.ports import KnownTechniques
from aegis_scoring.application.rescoring import Rescore


class ReactToTechniques:
    """Platforms, tactics and state move a technique's own score; a sub-technique moves its parent's being in scope."""

    def __init__(self, techniques: KnownTechniques, rescore: Rescore) -> None:
        self._techniques = techniques
        self._rescore = rescore

    async def __call__(self, facts: Sequence[Fact[TechniqueState]], /) -> None:
        moved = await self._techniques.keep(facts)
        await self._rescore(moved={technique_id: one.fact for one in moved for technique_id in one.technique_ids})
