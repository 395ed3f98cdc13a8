"""What is told of a test."""

from dataclasses import fields

import msgspec
from testing_support.people import BELA, ROSA, RUTH
from testing_support.tests import NOON, Desk

from aegis_contracts import testing_tests as published
from aegis_contracts.testing_tests import TESTING_TESTS, TestState
from aegis_testing.application.published import EVENT_TYPES, state_of
from aegis_testing.domain import events
from aegis_testing.domain.execution import Execution
from aegis_testing.domain.moves.cancel import cancel
from aegis_testing.domain.observation import Observation
from aegis_testing.domain.rule_result import RuleResult


def test_every_event_has_its_type_on_the_topic() -> None:
    inside = {
        one
        for one in vars(events).values()
        if isinstance(one, type) and issubclass(one, events.TestEvent) and one is not events.TestEvent
    }
    assert set(EVENT_TYPES) == inside
    assert set(EVENT_TYPES.values()) == set(TESTING_TESTS.types)


def test_inside_and_outside_have_the_same_facts() -> None:
    for inside, outside in (
        (Execution, published.Execution),
        (Observation, published.Observation),
        (RuleResult, published.RuleResult),
    ):
        assert {field.name for field in fields(inside)} == set(outside.__struct_fields__)


def test_a_validated_test_is_told_whole(desk: Desk) -> None:
    state = state_of(desk.validated(expected_tools=("EDR",), tags=("Q4",), due=NOON.date(), expected="alert"))
    assert (state.state, state.result, state.attack_id) == ("validated", "detected", "T1059.001")
    assert state.validated_at == state.blue.approved_at
    assert (state.review_policy, state.independently_reviewed) == ("dual", True)
    assert [(line.platform, line.environment, line.result) for line in state.lines] == [
        ("Windows", "production", "detected")
    ]
    assert state.lines[0].attacked_at == NOON
    assert [(one.side, one.decision) for one in state.reviews] == [("red", "approved"), ("blue", "approved")]
    assert [one.move for one in state.history][-2:] == ["approve", "approve"]
    assert msgspec.json.decode(msgspec.json.encode(state), type=TestState) == state


def test_an_attack_whose_start_nobody_knows_is_as_old_as_reds_submit(desk: Desk) -> None:
    from aegis_testing.domain.moves.submit import submit

    test = desk.started()
    desk.observed(test, desk.executed(test, started_at=None))
    assert state_of(test).lines[0].attacked_at == test.started_at
    submit(test, "red", ROSA, desk.circumstances())
    assert state_of(test).lines[0].attacked_at == test.red.submitted_at


def test_a_draft_and_a_cancelled_test_say_so(desk: Desk) -> None:
    draft = desk.drafted()
    assert (state_of(draft).state, state_of(draft).result, state_of(draft).lines) == ("draft", None, ())
    cancel(draft, "no host", RUTH, desk.circumstances())
    assert state_of(draft).cancelled_at == desk.now


def test_the_largest_test_stays_below_one_record(desk: Desk) -> None:
    """200 executions, 500 observations, all the text it may hold: less than 1 MB."""
    test = desk.started()
    text = "x" * (512 * 1024 // 200 - 450)
    executions = [
        desk.executed(test, command=text, target="h" * 60, source="s" * 60, user="u" * 30, ended_at=NOON)
        for _ in range(200)
    ]
    for number in range(500):
        desk.observed(
            test,
            executions[number % 200],
            tool=f"Tool {number // 200}",
            alerted_at=NOON,
            telemetry_at=NOON,
            alert_reference="r" * 60,
        )
    assert len(msgspec.json.encode(state_of(test))) < 1_000_000
    assert test.blue.worked_on_by(BELA.id)
