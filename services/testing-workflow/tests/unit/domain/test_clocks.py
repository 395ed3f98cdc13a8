"""Waiting, working and being held are three figures."""

from testing_support.people import BELA, BERT, ROSA, RUTH
from testing_support.tests import NOON, Desk

from aegis_testing.domain.clocks import Clocks
from aegis_testing.domain.moves.approve import approve
from aegis_testing.domain.moves.claim import assign, claim
from aegis_testing.domain.moves.hold import hold, release
from aegis_testing.domain.moves.reject import reject
from aegis_testing.domain.moves.resume import resume
from aegis_testing.domain.moves.start import start
from aegis_testing.domain.moves.submit import submit
from aegis_testing.domain.people import Person


def test_queue_time_is_not_work(desk: Desk) -> None:
    test = desk.drafted()
    start(test, RUTH, desk.circumstances())
    began = desk.now
    desk.later(hours=5)
    claim(test, "blue", BELA, desk.circumstances())
    claimed = desk.now
    assert test.blue.clocks.waiting_seconds == (claimed - began).total_seconds()
    assert (test.blue.clocks.running, test.blue.clocks.running_since) == ("worked", claimed)
    assert test.red.clocks.running == "waiting"


def test_whoever_is_assigned_has_not_begun(desk: Desk) -> None:
    test = desk.drafted()
    assign(test, "blue", Person.of(BELA), BERT, desk.circumstances())
    start(test, RUTH, desk.circumstances())
    assert test.blue.clocks.running == "waiting"
    execution = desk.executed(test)
    desk.observed(test, execution)
    assert test.blue.clocks.running == "worked"
    assert test.blue.claimed_at == desk.now


def test_reviewing_is_waiting_for_the_side(desk: Desk) -> None:
    test = desk.in_review()
    submitted = desk.now
    assert test.blue.clocks.running == "waiting"
    desk.later(days=2)
    reject(test, "blue", "no", BERT, desk.circumstances())
    desk.later(days=1)
    resume(test, "blue", BELA, desk.circumstances())
    assert test.blue.clocks.waiting_seconds == (desk.now - submitted).total_seconds()
    assert test.blue.clocks.running == "worked"


def test_being_held_is_neither(desk: Desk) -> None:
    test = desk.started()
    hold(test, None, RUTH, desk.circumstances())
    held = desk.now
    assert (test.red.clocks.running, test.blue.clocks.running) == ("held", "held")
    worked = test.red.clocks.worked_seconds
    desk.later(days=3)
    release(test, RUTH, desk.circumstances())
    assert test.red.clocks.held_seconds == (desk.now - held).total_seconds()
    assert test.red.clocks.worked_seconds == worked
    assert test.red.clocks.running == "worked"


def test_an_approved_side_has_no_clock(desk: Desk) -> None:
    test = desk.in_review()
    approve(test, "red", None, RUTH, desk.circumstances())
    assert test.red.clocks.running is None
    approve(test, "blue", None, BERT, desk.circumstances())
    assert test.blue.clocks.running is None


def test_claiming_a_draft_books_nothing_before_the_start(desk: Desk) -> None:
    test = desk.drafted()
    claim(test, "red", ROSA, desk.circumstances())
    assert test.red.clocks == Clocks()
    desk.later(days=1)
    start(test, RUTH, desk.circumstances())
    assert test.red.clocks.running_since == desk.now == test.red.claimed_at
    desk.executed(test)
    submit(test, "red", ROSA, desk.circumstances())
    assert test.red.clocks.worked_seconds == 120


def test_a_clock_that_goes_back_books_nothing() -> None:
    running = Clocks(running="worked", running_since=NOON)
    assert running.switched(None, NOON.replace(hour=11)).worked_seconds == 0
