"""Submitting, recalling, returning, rejecting, resuming: each opens or closes one side."""

import pytest
from testing_support.people import BELA, BERT, ROSA, RUTH
from testing_support.tests import NOON, Desk

from aegis_kernel.errors import Conflict, Invalid, RuleBroken
from aegis_testing.domain.moves.approve import approve
from aegis_testing.domain.moves.recall import recall
from aegis_testing.domain.moves.reject import reject
from aegis_testing.domain.moves.resume import resume
from aegis_testing.domain.moves.return_side import return_side
from aegis_testing.domain.moves.submit import submit
from aegis_testing.domain.moves.withdraw import withdraw
from aegis_testing.domain.recording.execution import change_execution, remove_execution
from aegis_testing.domain.recording.notes import write_notes
from aegis_testing.domain.recording.observation import change_observation, remove_observation
from aegis_testing.domain.recording.shift import shift_times


def test_blue_observes_while_red_is_still_open(desk: Desk) -> None:
    test = desk.started()
    execution = desk.executed(test)
    desk.observed(test, execution)
    submit(test, "blue", BELA, desk.circumstances())
    assert test.state == "red_executing"
    submit(test, "red", ROSA, desk.circumstances())
    assert test.state == "in_review"


def test_red_submits_at_least_one_execution(desk: Desk) -> None:
    test = desk.started()
    with pytest.raises(RuleBroken) as refused:
        submit(test, "red", ROSA, desk.circumstances())
    assert [fault.code for fault in refused.value.faults] == ["execution_missing"]


def test_blue_looks_at_every_execution_that_was_run(desk: Desk) -> None:
    test = desk.started()
    desk.executed(test, outcome="not_run")
    run = desk.executed(test)
    desk.observed(test, run, rung="not_checked")
    with pytest.raises(RuleBroken) as refused:
        submit(test, "blue", BELA, desk.circumstances())
    assert [(fault.pointer, fault.code) for fault in refused.value.faults] == [("/executions/1", "observation_missing")]


def test_the_submitter_recalls_before_a_decision(desk: Desk) -> None:
    test = desk.in_review()
    with pytest.raises(RuleBroken) as refused:
        recall(test, "red", RUTH, desk.circumstances())
    assert [fault.code for fault in refused.value.faults] == ["not_the_submitter"]
    recall(test, "red", ROSA, desk.circumstances())
    assert test.state == "red_executing"
    assert test.blue.status == "submitted"


def test_what_is_decided_cannot_be_recalled(desk: Desk) -> None:
    test = desk.in_review()
    approve(test, "red", None, RUTH, desk.circumstances())
    with pytest.raises(RuleBroken):
        recall(test, "red", ROSA, desk.circumstances())


def test_a_returned_side_is_worked_on_and_submitted_again(desk: Desk) -> None:
    test = desk.in_review()
    with pytest.raises(Invalid):
        return_side(test, "red", "", BELA, desk.circumstances())
    return_side(test, "red", "wrong host", BELA, desk.circumstances())
    assert (test.state, test.red.status, test.blue.status) == ("red_executing", "returned", "submitted")
    change_execution(test, test.executions[0].id, {"target": "host-9"}, ROSA, desk.circumstances())
    submit(test, "red", ROSA, desk.circumstances())
    assert test.state == "in_review"


def test_an_approved_side_is_not_returned(desk: Desk) -> None:
    test = desk.in_review()
    approve(test, "red", None, RUTH, desk.circumstances())
    with pytest.raises(RuleBroken) as refused:
        return_side(test, "red", "wrong", BELA, desk.circumstances())
    assert "Ruth" in refused.value.faults[0].detail


def test_a_rejected_side_waits_to_be_resumed(desk: Desk) -> None:
    test = desk.in_review()
    reject(test, "blue", "no times", BERT, desk.circumstances())
    assert test.state == "rejected"
    with pytest.raises(RuleBroken) as refused:
        submit(test, "blue", BELA, desk.circumstances())
    assert [fault.code for fault in refused.value.faults] == ["rejected"]
    resume(test, "blue", BELA, desk.circumstances())
    assert test.state == "blue_evaluating"
    submit(test, "blue", BELA, desk.circumstances())
    assert test.state == "in_review"


def test_a_rejection_can_be_taken_back_before_the_resume(desk: Desk) -> None:
    test = desk.in_review()
    reject(test, "blue", "no times", BERT, desk.circumstances())
    withdraw(test, "blue", "misread it", BERT, desk.circumstances())
    assert test.state == "in_review"
    assert [(vote.decision, vote.reason) for vote in test.votes] == [
        ("rejected", "no times"),
        ("withdrawn", "misread it"),
    ]


def test_rejecting_one_side_leaves_the_other_its_approval(desk: Desk) -> None:
    test = desk.in_review()
    approve(test, "red", None, RUTH, desk.circumstances())
    reject(test, "blue", "no times", BERT, desk.circumstances())
    resume(test, "blue", BELA, desk.circumstances())
    assert test.red.status == "approved"


def reopened_red(desk: Desk) -> object:
    test = desk.in_review()
    approve(test, "blue", None, BERT, desk.circumstances())
    return_side(test, "red", "look again", RUTH, desk.circumstances())
    return test


@pytest.mark.parametrize(
    "changes, lapses",
    [
        ({"outcome": "partial"}, True),
        ({"started_at": None}, True),
        ({"platform": "Linux"}, True),
        ({"target": "host-2"}, False),
        ({"command": "powershell -w hidden"}, False),
    ],
)
def test_an_approval_lapses_only_with_what_it_rests_on(desk: Desk, changes: dict[str, object], lapses: bool) -> None:
    test = reopened_red(desk)
    change_execution(test, test.executions[0].id, changes, ROSA, desk.circumstances())
    assert test.blue.status == ("submitted" if lapses else "approved")
    assert ("lapse" in [entry.move for entry in test.history]) is lapses
    assert (test.votes[-1].decision == "withdrawn") is lapses


def test_an_added_execution_and_a_shift_let_blues_approval_lapse(desk: Desk) -> None:
    test = reopened_red(desk)
    desk.executed(test)
    assert test.blue.status == "submitted"
    test = reopened_red(desk)
    shift_times(test, "red", 3600, ROSA, desk.circumstances())
    assert test.blue.status == "submitted"


def test_what_red_added_is_observed_before_blue_is_approved_again(desk: Desk) -> None:
    test = reopened_red(desk)
    desk.executed(test, target="host-2")
    submit(test, "red", ROSA, desk.circumstances())
    with pytest.raises(RuleBroken) as refused:
        approve(test, "blue", None, BERT, desk.circumstances())
    assert [fault.code for fault in refused.value.faults] == ["observation_missing"]


def test_a_shift_moves_all_times_of_one_side(desk: Desk) -> None:
    test = desk.started()
    execution = desk.executed(test, ended_at=NOON)
    desk.observed(test, execution, alerted_at=NOON)
    shift_times(test, "red", -7200, ROSA, desk.circumstances())
    assert test.executions[0].started_at == test.executions[0].ended_at
    assert (test.executions[0].started_at - NOON).total_seconds() == -7200
    assert test.observations[0].alerted_at == NOON
    with pytest.raises(Invalid):
        shift_times(test, "red", 0, ROSA, desk.circumstances())
    with pytest.raises(Invalid):
        shift_times(test, "red", 1e12, ROSA, desk.circumstances())


def test_closed_times_stay_and_hosts_and_notes_may_be_amended(desk: Desk) -> None:
    test = desk.in_review()
    one = test.executions[0].id
    change_execution(test, one, {"target": "host-7"}, ROSA, desk.circumstances())
    assert test.red.status == "submitted"
    with pytest.raises(RuleBroken):
        change_execution(test, one, {"outcome": "blocked"}, ROSA, desk.circumstances())
    seen = test.observations[0].id
    change_observation(test, seen, {"alert_reference": "INC-7"}, BELA, desk.circumstances())
    with pytest.raises(RuleBroken):
        change_observation(test, seen, {"rung": "none"}, BELA, desk.circumstances())
    write_notes(test, "red", "ran it twice", ROSA, desk.circumstances())
    assert test.red.notes == "ran it twice"


def test_one_observation_per_execution_and_tool(desk: Desk) -> None:
    test = desk.started()
    execution = desk.executed(test)
    first = desk.observed(test, execution, tool="EDR")
    with pytest.raises(Conflict):
        desk.observed(test, execution, tool="edr")
    desk.observed(test, execution, tool="SIEM")
    remove_observation(test, first.id, BELA, desk.circumstances())
    desk.observed(test, execution, tool="edr")


def test_an_observation_is_of_an_execution_of_the_test(desk: Desk) -> None:
    test, another = desk.started(), desk.started()
    stranger = desk.executed(another)
    with pytest.raises(Invalid):
        desk.observed(test, stranger)


def test_red_cannot_take_away_what_blue_observed(desk: Desk) -> None:
    test = desk.started()
    seen, unseen = desk.executed(test), desk.executed(test)
    desk.observed(test, seen)
    with pytest.raises(RuleBroken):
        remove_execution(test, seen.id, ROSA, desk.circumstances())
    remove_execution(test, unseen.id, ROSA, desk.circumstances())
    assert [one.id for one in test.executions] == [seen.id]


@pytest.mark.parametrize(
    "facts",
    [
        {"ended_at": NOON.replace(hour=11)},
        {"platform": " "},
        {"command": "x" * (64 * 1024 + 1)},
        {"target": "a\x00"},
    ],
)
def test_an_unsound_execution_is_refused(desk: Desk, facts: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        desk.executed(desk.started(), **facts)


@pytest.mark.parametrize(
    "facts",
    [
        {"rung": "none", "alerted_at": NOON},
        {"rung": "none", "telemetry_at": NOON},
        {"rung": "telemetry", "acknowledged_at": NOON},
        {"blocked_at": NOON},
        {"tool": ""},
    ],
)
def test_an_unsound_observation_is_refused(desk: Desk, facts: dict[str, object]) -> None:
    test = desk.started()
    execution = desk.executed(test)
    with pytest.raises(Invalid):
        desk.observed(test, execution, **facts)


def test_a_test_holds_so_many_executions_and_so_much_text(desk: Desk) -> None:
    test = desk.started()
    for _ in range(200):
        desk.executed(test)
    with pytest.raises(Invalid) as refused:
        desk.executed(test)
    assert refused.value.faults[0].code == "too_many"
    test = desk.started()
    for _ in range(7):
        desk.executed(test, command="x" * 64 * 1024)
    with pytest.raises(Invalid) as refused:
        desk.executed(test, command="x" * 64 * 1024)
    assert refused.value.faults[0].code == "test_too_large"


def test_text_is_measured_as_it_travels(desk: Desk) -> None:
    """A control character takes six bytes in JSON."""
    test = desk.started()
    desk.executed(test, command="\x01" * 60_000)
    with pytest.raises(Invalid):
        desk.executed(test, command="\x01" * 60_000)
