"""Topic ``testing.tests``: a batch of facts becomes what was known when, and moves the techniques that it touches."""

from collections.abc import Sequence
from uuid import UUID

from aegis_contracts.testing_tests import TestState
from aegis_kernel.facts import Fact
from aegis_scoring.application.ports import KnownSuccessions, KnownTests, Moved
from aegis_scoring.application.rescoring import Rescore


class ReactToTests:
    """For every technique that a new fact touches a score is published, changed or not, in answer to that fact.

    A rule's latest result also moves the other techniques that the rule is for.
    """

    def __init__(self, tests: KnownTests, successions: KnownSuccessions, rescore: Rescore) -> None:
        self._tests = tests
        self._successions = successions
        self._rescore = rescore

    async def __call__(self, facts: Sequence[Fact[TestState]], /) -> None:
        # A hidden blind test names no technique: it moves nothing until it is told whole, by its reveal.
        moved = await self._tests.keep([fact for fact in facts if not fact.state.blind])
        if not moved:
            return
        ends = await self._successions.ends()
        answers: dict[UUID, list[Fact[TestState]]] = {}
        for one in moved:
            for technique_id in {ends.get(told, told) for told in one.technique_ids}:
                answers.setdefault(technique_id, []).append(one.fact)
        await self._rescore(answers=answers, moved=await self._moved_by_rules(moved))

    async def _moved_by_rules(self, moved: Sequence[Moved[TestState]]) -> dict[UUID, Fact[TestState] | None]:
        by_rule = {rule_id: one.fact for one in moved for rule_id in one.rule_ids}
        if not by_rule:
            return {}
        techniques = await self._tests.techniques_of_rules(by_rule)
        return {technique_id: by_rule[rule_id] for rule_id, ids in techniques.items() for technique_id in ids}
