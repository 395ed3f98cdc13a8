"""Sweep away bytes that no evidence has: what uploads left that broke off at the last step."""

from datetime import timedelta

from aegis_kernel.clock import Clock
from aegis_testing.application.ports import EvidenceIndex, EvidenceStore, KeptBytes

YOUNGEST = timedelta(hours=24)
"""Younger bytes may belong to an upload that is under way."""
AT_ONCE = 500


class SweepEvidence:
    """How many were swept away. Bytes of withdrawn evidence are needed: they stay until their retention ends. Raises
    `Away`."""

    def __init__(self, store: EvidenceStore, index: EvidenceIndex, clock: Clock) -> None:
        self._store = store
        self._index = index
        self._clock = clock

    async def __call__(self) -> int:
        oldest = self._clock.now() - YOUNGEST
        swept, some = 0, list[KeptBytes]()
        async for one in self._store.all():
            if one.at < oldest:
                some.append(one)
            if len(some) == AT_ONCE:
                swept += await self._sweep(some)
                some = []
        return swept + await self._sweep(some)

    async def _sweep(self, old: list[KeptBytes]) -> int:
        needed = await self._index.needed([one.sha256 for one in old])
        unneeded = [one for one in old if one.sha256 not in needed]
        for one in unneeded:
            await self._store.forget(one.sha256)
        return len(unneeded)
