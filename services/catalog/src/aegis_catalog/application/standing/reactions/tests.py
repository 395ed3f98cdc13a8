"""Keeps when each technique and each template was last used by a test, which tests are blind, and how rules fared."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from aegis_catalog.application.playbooks.ports import BlindTest, BlindTests
from aegis_catalog.application.rule_health.reactions.tests import KeepRuleHealth
from aegis_catalog.application.standing.ports import Standings, UseOf
from aegis_contracts.testing_tests import TestState
from aegis_kernel.facts import Fact


class KeepUses:
    """Hears ``aegis.testing.tests``."""

    def __init__(self, standings: Standings, blind: BlindTests, rules: KeepRuleHealth) -> None:
        self._standings = standings
        self._blind = blind
        self._rules = rules

    async def __call__(self, facts: Sequence[Fact[TestState]]) -> None:
        last = {fact.state.id: fact for fact in facts}
        await self._standings.note_uses([_use(fact) for fact in last.values()])
        await self._blind.note([_blindness(fact) for fact in last.values()])
        await self._rules(list(last.values()))


def _use(fact: Fact[TestState]) -> UseOf:
    test = fact.state
    return UseOf(
        test.id,
        fact.version,
        test.technique_id,
        _used_at(test),
        gone=test.deleted_at is not None,
        template_id=test.procedure.template_id,
        drafted_id=test.drafted_technique_id,
    )


def _blindness(fact: Fact[TestState]) -> BlindTest:
    """A redacted state may give no technique, or the nil id in its place."""
    test = fact.state
    over = test.deleted_at is not None or test.state in {"validated", "cancelled"}
    technique_id = test.technique_id if test.technique_id != UUID(int=0) else None
    return BlindTest(test.id, fact.version, technique_id, open=test.blind and not over)


def _used_at(test: TestState) -> datetime | None:
    """The latest known start among its executions; while there is none, its own."""
    starts = [execution.started_at for execution in test.executions if execution.started_at is not None]
    return max(starts, default=test.started_at)
