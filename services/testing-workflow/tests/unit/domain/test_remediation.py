"""Remediation: opened by a gap, settled by retests."""

import pytest
from testing_support.people import RUTH
from testing_support.tests import NOON, Desk

from aegis_kernel.errors import Invalid, NotFound, RuleBroken
from aegis_testing.application.published import state_of
from aegis_testing.domain.moves.again import retest
from aegis_testing.domain.moves.remediate import (
    RemediationChange,
    add_step,
    change_step,
    remediate,
    remove_step,
    settle,
)
from aegis_testing.domain.remediation import MAX_STEPS, Step


@pytest.mark.parametrize("rung, opened", [("none", True), ("telemetry", True), ("alert", False)])
def test_a_validation_with_a_gap_opens_one(desk: Desk, rung: str, opened: bool) -> None:
    assert (desk.in_review(rung=rung).remediation, desk.validated(rung=rung).remediation is not None) == (None, opened)


def test_each_change_is_an_event_and_none_is_none(desk: Desk) -> None:
    test = desk.validated(rung="none")
    test.take_recorded()
    remediate(test, RemediationChange(status="required"), desk.circumstances())
    assert test.take_recorded() == []
    remediate(test, RemediationChange(status="done"), desk.circumstances())
    [one] = test.take_recorded()
    assert type(one.event).__name__ == "RemediationChanged"
    assert set(one.event.changed) == {"remediation.status", "remediation.remediated_at"}
    told = state_of(test).remediation
    assert told is not None
    assert told.remediated_at == desk.now


def test_what_is_said_done_and_is_not_goes_back(desk: Desk) -> None:
    test = desk.validated(rung="none")
    remediate(test, RemediationChange(status="done", remediated_at=NOON), desk.circumstances())
    again = desk.validated(rung="telemetry")
    again.retest_of = test.id
    settle(test, again, desk.circumstances())
    assert test.remediation is not None
    assert (test.remediation.status, test.remediation.remediated_at) == ("in_progress", None)
    proof = desk.validated(rung="alert")
    settle(test, proof, desk.circumstances())
    assert (test.remediation.status, test.remediation.closed_by) == ("done", proof.id)
    version = test.version
    settle(test, again, desk.circumstances())
    assert test.version == version
    with pytest.raises(RuleBroken):
        remediate(test, RemediationChange(status="required"), desk.circumstances())


def test_a_retest_has_none_of_its_own(desk: Desk) -> None:
    test = desk.validated(rung="none")
    made = retest(test, desk.new_id(), 99, RUTH, desk.circumstances())
    assert made.remediation is None


def test_steps_are_bounded(desk: Desk) -> None:
    test = desk.validated(rung="none")
    for _ in range(MAX_STEPS):
        add_step(test, Step(id=desk.new_id(), text="Do it"), desk.circumstances())
    with pytest.raises(Invalid):
        add_step(test, Step(id=desk.new_id(), text="Do it"), desk.circumstances())
    assert test.remediation is not None
    step = test.remediation.steps[0]
    change_step(test, step.id, desk.circumstances(), done=True)
    assert test.remediation.steps[0].done_at == desk.now
    remove_step(test, step.id, desk.circumstances())
    with pytest.raises(NotFound):
        change_step(test, step.id, desk.circumstances(), done=False)
