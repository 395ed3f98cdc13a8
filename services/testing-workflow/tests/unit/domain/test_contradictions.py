"""What cannot both be true."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from testing_support.people import BELA
from testing_support.tests import NOON

from aegis_testing.domain.contradictions import Contradiction, Explanation, contradictions
from aegis_testing.domain.execution import Execution
from aegis_testing.domain.observation import Observation
from aegis_testing.domain.people import Person
from aegis_testing.domain.rule_result import RuleResult

NOW = NOON + timedelta(days=30)


def ran(outcome: str = "partial", **facts: object) -> Execution:
    start = {"started_at": NOON, "ended_at": NOON + timedelta(minutes=5)}
    return Execution(
        **{"id": UUID(int=1), "platform": "Windows", "environment": "lab", "outcome": outcome, **start, **facts}
    )


def saw(**facts: object) -> Observation:
    return Observation(**{"id": UUID(int=2), "execution_id": UUID(int=1), "tool": "EDR", "rung": "alert", **facts})


def found(
    execution: Execution,
    *seen: Observation,
    rules: tuple[RuleResult, ...] = (),
    tools: tuple[str, ...] = (),
    explanations: tuple[Explanation, ...] = (),
    responses: tuple[datetime | None, datetime | None] = (None, None),
    now: datetime = NOW,
) -> tuple[Contradiction, ...]:
    return contradictions(
        executions=[execution],
        observations=seen,
        rule_results=rules,
        expected_tools=tools,
        responses=responses,
        explanations=explanations,
        now=now,
        skew_tolerance_seconds=120,
    )


def codes(*args: object, **kwargs: object) -> list[str]:
    return [one.code for one in found(*args, **kwargs)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "outcome, prevention, expected",
    [
        ("blocked", "none", ["blocked_by_nothing"]),
        ("blocked", "partial", ["blocked_by_nothing"]),
        ("blocked", "blocked", []),
        ("succeeded", "blocked", ["blocked_yet_succeeded"]),
        ("succeeded", "partial", []),
        ("partial", "blocked", []),
    ],
)
def test_both_sides_say_the_same_of_a_block(outcome: str, prevention: str, expected: list[str]) -> None:
    assert codes(ran(outcome), saw(prevention=prevention)) == expected


@pytest.mark.parametrize(
    "seconds, expected",
    [
        (-121, ["alert_before_start"]),
        (-120, []),
        (0, []),
        (300 + 7 * 86_400, []),
        (301 + 7 * 86_400, ["alert_long_after_end"]),
    ],
)
def test_an_alert_comes_near_its_execution(seconds: int, expected: list[str]) -> None:
    assert codes(ran(), saw(alerted_at=NOON + timedelta(seconds=seconds))) == expected


def test_telemetry_may_be_older_and_unknown_times_contradict_nothing() -> None:
    assert codes(ran(), saw(telemetry_at=NOON - timedelta(days=1))) == []
    assert codes(ran(started_at=None, ended_at=None), saw(alerted_at=NOON - timedelta(days=9))) == []


def test_nothing_lies_in_the_future() -> None:
    early = NOON - timedelta(hours=1)
    assert codes(ran(), saw(alerted_at=NOON), now=early) == [
        "start_in_future",
        "end_in_future",
        "alerted_at_in_future",
    ]
    assert codes(ran(), responses=(NOW + timedelta(days=1), None)) == ["responded_at_in_future"]


def test_expected_tools_are_checked_on_what_was_run() -> None:
    assert codes(ran(), saw(tool="edr"), tools=("EDR", "SIEM")) == ["expected_tool_not_checked"]
    assert codes(ran(), saw(rung="not_checked"), tools=("EDR",)) == ["expected_tool_not_checked"]
    assert codes(ran("not_run"), tools=("EDR",)) == []


def fired(**facts: object) -> RuleResult:
    return RuleResult(**{"rule_id": UUID(int=3), "title": "Encoded PowerShell", "outcome": "fired", **facts})


def test_a_rule_that_fired_shows_in_its_tool() -> None:
    assert codes(ran(), saw(rung="telemetry"), rules=(fired(),)) == ["fired_without_alert"]
    assert codes(ran(), saw(), rules=(fired(),)) == []
    assert codes(ran(), saw(), rules=(fired(tool="SIEM"),)) == ["fired_without_alert"]
    assert codes(ran(), saw(rung="none"), rules=(fired(outcome="silent"),)) == []


def test_an_explanation_holds_while_the_facts_do() -> None:
    seen = saw(alerted_at=NOON - timedelta(minutes=5))
    [one] = found(ran(), seen)
    explanation = Explanation(key=one.key, detail=one.detail, text="skew", by=Person.of(BELA), at=NOW)
    [explained] = found(ran(), seen, explanations=(explanation,))
    assert explained.explanation == explanation
    [changed] = found(ran(), saw(alerted_at=NOON - timedelta(hours=5)), explanations=(explanation,))
    assert changed.key == one.key
    assert changed.explanation is None


def test_keys_are_distinct() -> None:
    seen = [saw(id=uuid4(), tool=name, prevention="blocked", blocked_at=NOON - timedelta(days=1)) for name in "ab"]
    keys = [one.key for one in found(ran("succeeded"), *seen, tools=("c", "d"))]
    assert len(keys) == len(set(keys)) == 6
