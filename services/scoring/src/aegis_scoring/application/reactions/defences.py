"""Topic ``catalog.defences``: what D3FEND names for a technique, and what of it we have implemented."""

from collections.abc import Sequence

from aegis_contracts.catalog_defences import DefenceState
from aegis_kernel.facts import Fact
from aegis_scoring.application.ports import KnownDefences
from aegis_scoring.application.rescoring import Rescore


class ReactToDefences:
    """Moves the techniques that a defence names: whether the factor applies rests on that alone."""

    def __init__(self, defences: KnownDefences, rescore: Rescore) -> None:
        self._defences = defences
        self._rescore = rescore

    async def __call__(self, facts: Sequence[Fact[DefenceState]], /) -> None:
        moved = await self._defences.keep(facts)
        await self._rescore(moved={technique_id: one.fact for one in moved for technique_id in one.technique_ids})
