"""The catalogue says that it has all of a run: the run becomes applied."""

from collections.abc import Sequence

from aegis_contracts.catalog_runs import AppliedRun
from aegis_import.application.ports import Runs
from aegis_kernel.clock import Clock
from aegis_kernel.errors import NotFound
from aegis_kernel.facts import Fact


class ApplyRuns:
    """Runs that are not known, or have ended, are left alone: a restored database may be older than the topic."""

    def __init__(self, runs: Runs, clock: Clock) -> None:
        self.runs = runs
        self.clock = clock

    async def __call__(self, facts: Sequence[Fact[AppliedRun]]) -> None:
        for fact in facts:
            await self._apply(fact)

    async def _apply(self, fact: Fact[AppliedRun]) -> None:
        try:
            run = await self.runs.get(fact.state.run_id)
        except NotFound:
            return
        if run.allows("apply"):
            run.apply(self.clock.now())
            await self.runs.save(run, because=fact)
