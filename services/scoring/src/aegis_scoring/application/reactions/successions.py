"""Topic ``catalog.successions``: tests of a revoked technique follow to its successor, or are led back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from aegis_contracts.catalog_successions import SuccessionState
from aegis_kernel.facts import Fact
from aegis_scoring.application.ports import KnownSuccessions
from aegis_scoring.application.rescoring import Rescore


class ReactToSuccessions:
    """Tests keep the technique that they were told under; where it leads to is looked up. So a succession moves both
    ends of the chain, before and after, and undoing it needs nothing else."""

    def __init__(self, successions: KnownSuccessions, rescore: Rescore) -> None:
        self._successions = successions
        self._rescore = rescore

    async def __call__(self, facts: Sequence[Fact[SuccessionState]], /) -> None:
        before = await self._successions.ends()
        kept = await self._successions.keep(facts)
        after = await self._successions.ends()
        moved: dict[UUID, Fact[Any] | None] = {}
        for one in kept:
            for technique_id in one.technique_ids:
                moved[technique_id] = one.fact
                moved[before.get(technique_id, technique_id)] = one.fact
                moved[after.get(technique_id, technique_id)] = one.fact
        await self._rescore(moved=moved)
