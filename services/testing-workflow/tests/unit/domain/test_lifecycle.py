"""Drafting, starting, holding, cancelling, deleting, testing again."""

from dataclasses import replace

import pytest
from testing_support.people import BELA, BERT, ROSA, RUTH
from testing_support.tests import Desk

from aegis_kernel.errors import Invalid, RuleBroken
from aegis_testing.domain.events import (
    RetestRequested,
    TestCancelled,
    TestDeleted,
    TestDrafted,
    TestHeld,
    TestReleased,
    TestStarted,
)
from aegis_testing.domain.moves.again import note_retest, original_of, rerun, retest
from aegis_testing.domain.moves.cancel import cancel
from aegis_testing.domain.moves.claim import assign, claim
from aegis_testing.domain.moves.draft import PlanChange, change_plan, delete_draft
from aegis_testing.domain.moves.hold import hold, release
from aegis_testing.domain.moves.start import start
from aegis_testing.domain.moves.submit import submit
from aegis_testing.domain.people import Person
from aegis_testing.domain.procedure import custom_procedure


def test_a_new_test_is_a_draft_of_its_author(desk: Desk) -> None:
    test = desk.drafted()
    assert test.state == "draft"
    assert test.author == Person.of(ROSA)
    assert test.version == 1
    assert [entry.move for entry in test.history] == ["draft"]


def test_starting_opens_both_sides_at_once(desk: Desk) -> None:
    test = desk.drafted()
    start(test, RUTH, desk.circumstances())
    assert test.state == "red_executing"
    assert (test.red.status, test.blue.status) == ("open", "open")
    assert [type(one.event) for one in test.take_recorded()] == [TestStarted]


def test_a_test_starts_once(desk: Desk) -> None:
    test = desk.started()
    with pytest.raises(RuleBroken) as refused:
        start(test, RUTH, desk.circumstances())
    assert refused.value.code == "rule_broken"
    assert "red_executing" in refused.value.detail
    assert "submit(blue)" in refused.value.detail


def test_a_refusal_names_all_that_is_missing_at_once(desk: Desk) -> None:
    test = desk.started(expected_tools=("SIEM",))
    desk.executed(test)
    desk.executed(test, target="host-2")
    hold(test, None, RUTH, desk.circumstances())
    with pytest.raises(RuleBroken) as refused:
        submit(test, "blue", BELA, desk.circumstances())
    assert [fault.code for fault in refused.value.faults] == ["held", "observation_missing", "observation_missing"]


def test_holding_stops_moves_until_the_release(desk: Desk) -> None:
    test = desk.in_review()
    test.take_recorded()
    hold(test, "the lab is down", RUTH, desk.circumstances())
    assert test.held
    with pytest.raises(RuleBroken):
        hold(test, None, RUTH, desk.circumstances())
    release(test, BERT, desk.circumstances())
    assert not test.held
    assert [type(one.event) for one in test.take_recorded()] == [TestHeld, TestReleased]


def test_cancelling_takes_a_reason(desk: Desk) -> None:
    test = desk.started()
    with pytest.raises(Invalid):
        cancel(test, "  ", RUTH, desk.circumstances())
    test.take_recorded()
    cancel(test, "host retired", RUTH, desk.circumstances())
    assert test.state == "cancelled"
    [recorded] = test.take_recorded()
    assert isinstance(recorded.event, TestCancelled)
    assert recorded.event.reason == "host retired"
    with pytest.raises(RuleBroken):
        cancel(test, "again", RUTH, desk.circumstances())


def test_a_validated_test_cannot_be_cancelled(desk: Desk) -> None:
    with pytest.raises(RuleBroken):
        cancel(desk.validated(), "oops", RUTH, desk.circumstances())


def test_only_an_unstarted_draft_is_deleted(desk: Desk) -> None:
    draft = desk.drafted()
    delete_draft(draft, ROSA, desk.circumstances())
    assert draft.deleted_at is not None
    assert isinstance(draft.take_recorded()[-1].event, TestDeleted)
    with pytest.raises(RuleBroken) as refused:
        delete_draft(desk.started(), ROSA, desk.circumstances())
    assert [fault.code for fault in refused.value.faults] == ["not_a_draft"]


def test_the_procedure_changes_before_the_start_only(desk: Desk) -> None:
    change = PlanChange(procedure=custom_procedure("Another step"))
    test = desk.drafted()
    change_plan(test, change, ROSA, desk.circumstances())
    assert test.procedure.key == "custom:another step"
    assert isinstance(test.take_recorded()[-1].event, TestDrafted)
    with pytest.raises(RuleBroken):
        change_plan(desk.started(), change, ROSA, desk.circumstances())


def test_tags_change_until_the_end(desk: Desk) -> None:
    test = desk.in_review()
    change_plan(test, PlanChange(tags=("q4", " Q4 ", "pilot")), ROSA, desk.circumstances())
    assert test.tags == ("q4", "pilot")
    with pytest.raises(RuleBroken):
        change_plan(desk.validated(), PlanChange(tags=("q4",)), ROSA, desk.circumstances())


def test_a_change_that_changes_nothing_raises_no_version(desk: Desk) -> None:
    test = desk.drafted()
    version = test.version
    change_plan(test, PlanChange(procedure=test.procedure, due=None), ROSA, desk.circumstances())
    assert test.version == version


def test_two_names_of_one_procedure_are_one_line() -> None:
    assert custom_procedure("Encoded  Command").key == custom_procedure("encoded command ").key


@pytest.mark.parametrize("name", ["", "   ", "x" * 301, "a\x00b"])
def test_a_procedure_has_a_sound_name(name: str) -> None:
    with pytest.raises(Invalid):
        custom_procedure(name)


def test_a_side_is_claimed_once(desk: Desk) -> None:
    test = desk.started()
    with pytest.raises(RuleBroken) as refused:
        claim(test, "blue", BELA, desk.circumstances())
    assert refused.value.faults[0].code == "taken"


def test_a_lead_assigns_and_frees_a_side(desk: Desk) -> None:
    test = desk.started()
    assign(test, "blue", None, BERT, desk.circumstances())
    assert test.blue.assignee is None
    assert test.blue.claimed_at is None
    claim(test, "blue", BERT, desk.circumstances())
    assert test.blue.assignee == Person.of(BERT)


def test_a_retest_is_a_new_draft_of_the_same_line(desk: Desk) -> None:
    original = desk.validated(rung="none")
    made = retest(original, desk.new_id(), 99, RUTH, desk.circumstances())
    assert (made.state, made.number) == ("draft", 99)
    assert made.retest_of == original.id
    assert (made.technique, made.procedure) == (original.technique, original.procedure)
    assert made.red.assignee == original.red.assignee
    assert not made.executions
    note_retest(original, made, "patched", RUTH, desk.circumstances())
    assert isinstance(original.take_recorded()[-1].event, RetestRequested)


def test_a_retest_of_a_retest_belongs_to_the_original(desk: Desk) -> None:
    original = desk.validated()
    again = desk.validated()
    again.retest_of = original.id
    assert original_of(again) == original.id
    assert retest(again, desk.new_id(), 1, RUTH, desk.circumstances()).retest_of == original.id


def test_an_original_has_three_retests(desk: Desk) -> None:
    original = desk.validated()
    circumstances = replace(desk.circumstances(), retests=3)
    with pytest.raises(RuleBroken) as refused:
        retest(original, desk.new_id(), 1, RUTH, circumstances)
    assert [fault.code for fault in refused.value.faults] == ["retests_used_up"]
    assert rerun(original, desk.new_id(), 1, RUTH, circumstances).rerun_of == original.id


def test_only_what_was_validated_is_retested_but_all_is_rerun(desk: Desk) -> None:
    test = desk.started()
    with pytest.raises(RuleBroken):
        retest(test, desk.new_id(), 1, RUTH, desk.circumstances())
    assert rerun(test, desk.new_id(), 1, RUTH, desk.circumstances()).state == "draft"
