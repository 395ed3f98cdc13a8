"""Who may decide, and what a decision takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from testing_support.people import BELA, BERT, DORA, EVERYONE, ROLF, ROSA, RUTH, SOLO
from testing_support.tests import NOON, Desk

from aegis_kernel.errors import RuleBroken
from aegis_kernel.rights import Action, Caller, may
from aegis_testing.domain.circumstances import Policy
from aegis_testing.domain.events import SideApproved, TestValidated
from aegis_testing.domain.evidence import Content
from aegis_testing.domain.moves.approve import approve
from aegis_testing.domain.moves.reject import reject
from aegis_testing.domain.moves.submit import submit
from aegis_testing.domain.moves.withdraw import withdraw
from aegis_testing.domain.recording.evidence import attach_evidence
from aegis_testing.domain.recording.explanation import explain
from aegis_testing.domain.recording.notes import write_notes
from aegis_testing.domain.words import SIDES, SideName

DUAL, SINGLE, SELF = Policy(review="dual"), Policy(review="single"), Policy(review="self")


def codes(refused: pytest.ExceptionInfo[RuleBroken]) -> list[str]:
    return [fault.code for fault in refused.value.faults]


def test_the_second_approval_validates(desk: Desk) -> None:
    test = desk.in_review()
    test.take_recorded()
    approve(test, "red", None, RUTH, desk.circumstances())
    assert (test.state, test.validated_at) == ("in_review", None)
    approve(test, "blue", "clean", BERT, desk.circumstances())
    assert test.state == "validated"
    assert test.validated_at == desk.now
    assert [type(one.event) for one in test.take_recorded()] == [SideApproved, TestValidated]
    assert test.independently_reviewed is True
    assert test.review_policy == "dual"


def test_a_side_is_approved_when_both_are_submitted(desk: Desk) -> None:
    test = desk.started()
    execution = desk.executed(test)
    desk.observed(test, execution)
    with pytest.raises(RuleBroken) as refused:
        approve(test, "red", None, RUTH, desk.circumstances())
    assert codes(refused) == ["not_submitted", "not_in_review"]


def test_a_lead_cannot_approve_own_work(desk: Desk) -> None:
    test = desk.in_review(red=RUTH)
    for policy in (DUAL, SINGLE):
        with desk.under(policy), pytest.raises(RuleBroken) as refused:
            approve(test, "red", None, RUTH, desk.circumstances())
        assert codes(refused) == ["own_work"]
    approve(test, "red", None, ROLF, desk.circumstances())


def test_amending_is_work_too(desk: Desk) -> None:
    test = desk.in_review()
    write_notes(test, "red", "better words", RUTH, desk.circumstances())
    with pytest.raises(RuleBroken) as refused:
        approve(test, "red", None, RUTH, desk.circumstances())
    assert codes(refused) == ["own_work"]
    test = desk.in_review()
    picture = Content(name="a.png", media_type="image/png", size=1, sha256="0" * 64)
    attach_evidence(test, desk.new_id(), "red", picture, "", RUTH, desk.circumstances())
    with pytest.raises(RuleBroken):
        approve(test, "red", None, RUTH, desk.circumstances())


def test_dual_takes_two_leads_and_single_one(desk: Desk) -> None:
    test = desk.in_review()
    approve(test, "red", None, DORA, desk.circumstances())
    with pytest.raises(RuleBroken) as refused:
        approve(test, "blue", None, DORA, desk.circumstances())
    assert codes(refused) == ["second_vote"]
    with desk.under(SINGLE):
        approve(test, "blue", None, DORA, desk.circumstances())
    assert (test.state, test.review_policy, test.independently_reviewed) == ("validated", "single", True)


def test_the_solo_analyst_does_all_and_it_shows(desk: Desk) -> None:
    with desk.under(SELF):
        test = desk.validated(SOLO, SOLO, red=SOLO, blue=SOLO)
    assert (test.review_policy, test.independently_reviewed) == ("self", False)


def test_an_approval_of_own_work_does_not_stand_when_the_policy_tightens(desk: Desk) -> None:
    test = desk.in_review(red=RUTH)
    with desk.under(SELF):
        approve(test, "red", None, RUTH, desk.circumstances())
    with pytest.raises(RuleBroken) as refused:
        approve(test, "blue", None, BERT, desk.circumstances())
    assert codes(refused) == ["approval_does_not_stand"]
    withdraw(test, "red", None, RUTH, desk.circumstances())
    approve(test, "red", None, ROLF, desk.circumstances())
    approve(test, "blue", None, BERT, desk.circumstances())
    assert test.independently_reviewed is True


def test_a_lead_takes_back_only_the_own_vote(desk: Desk) -> None:
    test = desk.in_review()
    approve(test, "red", None, RUTH, desk.circumstances())
    with pytest.raises(RuleBroken) as refused:
        withdraw(test, "red", None, ROLF, desk.circumstances())
    assert codes(refused) == ["not_the_voter"]
    withdraw(test, "red", None, RUTH, desk.circumstances())
    assert test.red.status == "submitted"
    with pytest.raises(RuleBroken):
        withdraw(test, "red", None, RUTH, desk.circumstances())


def test_a_validated_test_keeps_its_votes(desk: Desk) -> None:
    test = desk.validated()
    for move in (withdraw, reject):
        with pytest.raises(RuleBroken):
            move(test, "red", "no", RUTH, desk.circumstances())


def test_a_contradiction_stops_an_approval_until_it_is_explained(desk: Desk) -> None:
    test = desk.started(expected_tools=("SIEM",))
    execution = desk.executed(test, outcome="blocked")
    desk.observed(test, execution, rung="alert", alerted_at=NOON.replace(hour=11))
    for side, by in (("red", ROSA), ("blue", BELA)):
        submit(test, side, by, desk.circumstances())
    with pytest.raises(RuleBroken) as refused:
        approve(test, "red", None, RUTH, desk.circumstances())
    assert codes(refused) == ["blocked_by_nothing", "alert_before_start", "expected_tool_not_checked"]
    for fault in refused.value.faults:
        key = fault.pointer.removeprefix("/contradictions/")
        explain(test, "blue", key, "the proxy blocked it; its clock is off", BELA, desk.circumstances())
    approve(test, "red", None, RUTH, desk.circumstances())


@given(
    st.sampled_from(["dual", "single"]),
    st.sampled_from(EVERYONE),
    st.sampled_from(EVERYONE),
    st.sampled_from(EVERYONE),
    st.sampled_from(SIDES),
)
def test_nobody_approves_own_work_but_the_solo_analyst(
    policy: str, red: Caller, blue: Caller, reviewer: Caller, side: SideName
) -> None:
    desk = Desk(policy=Policy(review=policy))
    test = desk.in_review(red=red, blue=blue)
    if reviewer.id == (red if side == "red" else blue).id:
        with pytest.raises(RuleBroken) as refused:
            approve(test, side, None, reviewer, desk.circumstances())
        assert codes(refused) == ["own_work"]
    else:
        approve(test, side, None, reviewer, desk.circumstances())
        assert test.side(side).status == "approved"


@pytest.mark.parametrize("action", [Action.RED_REVIEW, Action.BLUE_REVIEW])
def test_the_admin_role_and_tokens_never_approve(action: Action) -> None:
    admin = next(one for one in EVERYONE if one.name == "Ada")
    assert not may(admin, action)
    token = Caller(id=DORA.id, name="Dora", roles=DORA.roles, token_id="t", scopes=frozenset(Action))
    assert not may(token, action)
