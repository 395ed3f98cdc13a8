"""What contradicts itself in a test, as it is shown."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.testing_tests import PersonRef
from aegis_testing.application import published
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.contradictions import Contradiction
from aegis_testing.domain.test import Test


class ExplanationView(Struct, frozen=True, kw_only=True):
    text: str
    by: PersonRef
    at: datetime


class ContradictionView(Struct, frozen=True, kw_only=True):
    """What stops an approval; `explanation` is null as long as it does."""

    key: str
    code: str
    detail: str
    execution_id: UUID | None
    observation_id: UUID | None
    rule_id: UUID | None
    explanation: ExplanationView | None


def contradictions_of(test: Test, now: Circumstances) -> tuple[ContradictionView, ...]:
    """None any more once it is over: what was decided then was decided on what was known then."""
    if test.over:
        return tuple(
            _contradiction(one)
            for one in test.contradictions(now=now.now, skew_tolerance_seconds=now.policy.skew_tolerance_seconds)
            if one.explanation is not None
        )
    return tuple(
        _contradiction(one)
        for one in test.contradictions(now=now.now, skew_tolerance_seconds=now.policy.skew_tolerance_seconds)
    )


def _contradiction(one: Contradiction) -> ContradictionView:
    explanation = one.explanation
    return ContradictionView(
        key=one.key,
        code=one.code,
        detail=one.detail,
        execution_id=one.execution_id,
        observation_id=one.observation_id,
        rule_id=one.rule_id,
        explanation=None
        if explanation is None
        else ExplanationView(text=explanation.text, by=published.person_of(explanation.by), at=explanation.at),
    )
