"""Topic ``catalog.rules``: rules are deployed, switched off, mapped anew."""

from collections.abc import Sequence

from aegis_contracts.catalog_rules import RuleState
from aegis_kernel.facts import Fact
from aegis_scoring.application.ports import KnownRules
from aegis_scoring.application.rescoring import Rescore


class ReactToRules:
    """Moves the techniques of rules that are enabled or were; others score nothing."""

    def __init__(self, rules: KnownRules, rescore: Rescore) -> None:
        self._rules = rules
        self._rescore = rescore

    async def __call__(self, facts: Sequence[Fact[RuleState]], /) -> None:
        moved = await self._rules.keep(facts)
        await self._rescore(moved={technique_id: one.fact for one in moved for technique_id in one.technique_ids})
