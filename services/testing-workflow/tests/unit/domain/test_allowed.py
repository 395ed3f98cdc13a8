"""Allowed actions: what this caller may do now, and what is still missing."""

import pytest
from testing_support.people import ADA, BELA, BERT, BRIT, DORA, EVERYONE, RALF, ROSA, RUTH, VERA
from testing_support.tests import Desk

from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import allowed_actions
from aegis_testing.domain.moves.approve import approve
from aegis_testing.domain.moves.cancel import cancel
from aegis_testing.domain.moves.hold import hold
from aegis_testing.domain.moves.reject import reject
from aegis_testing.domain.test import Test


def allowed(desk: Desk, test: Test, caller: Caller) -> dict[str, list[str]]:
    return {
        f"{one.action}({one.side})" if one.side else one.action: [fault.code for fault in one.missing]
        for one in allowed_actions(test, caller, desk.circumstances())
    }


def test_who_may_do_what_with_a_draft(desk: Desk) -> None:
    draft = desk.drafted()
    assert allowed(desk, draft, ROSA) == {"edit": [], "delete": [], "claim(red)": []}
    assert set(allowed(desk, draft, BELA)) == {"edit", "claim(blue)"}
    assert {"start", "assign(red)", "hold", "cancel", "rerun"} <= set(allowed(desk, draft, RUTH))
    assert "delete" not in allowed(desk, draft, RUTH)
    assert allowed(desk, draft, ADA) == allowed(desk, draft, VERA) == {}


def test_only_the_assignee_or_a_lead_works_on_a_side(desk: Desk) -> None:
    test = desk.started()
    desk.executed(test)
    mine = allowed(desk, test, BELA)
    assert mine["submit(blue)"] == ["observation_missing"]
    assert {"record(blue)", "attach(blue)"} <= set(mine)
    assert not any("red" in action for action in mine)
    assert allowed(desk, test, BRIT) == {}
    assert allowed(desk, test, RALF) == {}


def test_in_review_leads_decide_and_the_other_side_may_return(desk: Desk) -> None:
    test = desk.in_review()
    assert {"approve(red)", "reject(red)", "return(red)", "return(blue)"} <= set(allowed(desk, test, RUTH))
    assert "approve(blue)" not in allowed(desk, test, RUTH)
    assert "return(red)" in allowed(desk, test, BELA)
    assert "recall(blue)" in allowed(desk, test, BELA)
    assert {"approve(red)", "approve(blue)"} <= set(allowed(desk, test, DORA))
    approve(test, "red", None, DORA, desk.circumstances())
    after = allowed(desk, test, DORA)
    assert "withdraw(red)" in after
    assert "approve(blue)" not in after


def test_own_work_is_not_offered_for_approval(desk: Desk) -> None:
    test = desk.in_review(blue=BERT)
    assert "approve(blue)" not in allowed(desk, test, BERT)
    assert "reject(blue)" not in allowed(desk, test, BERT)


def test_an_unexplained_contradiction_is_what_an_approval_lacks(desk: Desk) -> None:
    test = desk.in_review()
    test.expected_tools = ("SIEM",)
    assert allowed(desk, test, RUTH)["approve(red)"] == ["expected_tool_not_checked"]


def test_a_held_test_is_released_or_cancelled(desk: Desk) -> None:
    test = desk.in_review()
    hold(test, None, RUTH, desk.circumstances())
    moves = set(allowed(desk, test, RUTH))
    assert {"release", "cancel"} <= moves
    assert not moves & {"hold", "submit(red)", "approve(red)", "return(red)", "record(red)"}


@pytest.mark.parametrize("caller", EVERYONE, ids=lambda caller: caller.name)
def test_what_is_over_is_only_tested_again(desk: Desk, caller: Caller) -> None:
    test = desk.validated()
    assert set(allowed(desk, test, caller)) <= {"retest", "rerun", "correct"}
    cancelled = desk.started()
    cancel(cancelled, "gone", RUTH, desk.circumstances())
    assert set(allowed(desk, cancelled, caller)) <= {"rerun"}


def test_a_rejected_side_is_resumed_by_its_own(desk: Desk) -> None:
    test = desk.in_review()
    reject(test, "blue", "no", BERT, desk.circumstances())
    assert "resume(blue)" in allowed(desk, test, BELA)
    assert "submit(blue)" not in allowed(desk, test, BELA)
    assert "withdraw(blue)" in allowed(desk, test, BERT)
