"""Keeps what validated tests found of detection rules."""

from collections.abc import Sequence

from aegis_catalog.application.rule_health.ports import RuleStandings, TestedRules
from aegis_contracts.testing_tests import TestState
from aegis_kernel.facts import Fact


class KeepRuleHealth:
    """Hears ``aegis.testing.tests``."""

    def __init__(self, standings: RuleStandings) -> None:
        self._standings = standings

    async def __call__(self, facts: Sequence[Fact[TestState]]) -> None:
        last = {fact.state.id: fact for fact in facts}
        await self._standings.note([tested_rules(fact.version, fact.state) for fact in last.values()])


def tested_rules(version: int, test: TestState) -> TestedRules:
    """What a test says of rules. A rule that several people looked at in one tool has one result there: the best."""
    at = test.validated_at
    if at is None or test.deleted_at is not None or test.cancelled_at is not None:
        return TestedRules(
            test_id=test.id, version=version, technique_id=test.technique_id, procedure="", validated_at=None
        )
    ranked = sorted(test.rule_results, key=lambda one: _RANK.get(one.outcome, 0))
    results = {
        (one.rule_id, one.tool): (one.rule_id, one.tool, one.expected, one.outcome, one.at or at) for one in ranked
    }
    lines = [(line.platform, line.environment, line.attacked_at) for line in test.lines]
    return TestedRules(
        test_id=test.id,
        version=version,
        technique_id=test.technique_id,
        procedure=test.procedure.key,
        validated_at=at,
        results=list(results.values()),
        lines=lines if results else (),
    )


_RANK = {"not_evaluated": 0, "silent": 1, "fired": 2}
