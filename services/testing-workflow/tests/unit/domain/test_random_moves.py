"""A test under random moves of random people: whatever they try, what the page promises holds."""

import itertools
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from testing_support.people import BELA, BERT, DORA, EVERYONE, ROSA, RUTH, SOLO
from testing_support.tests import NOON, Desk

from aegis_kernel.errors import DomainError
from aegis_kernel.rights import Caller, may
from aegis_testing.domain.allowed import allowed_actions, relations_of, right_of
from aegis_testing.domain.circumstances import Policy
from aegis_testing.domain.moves.approve import approve
from aegis_testing.domain.moves.cancel import cancel
from aegis_testing.domain.moves.claim import assign, claim
from aegis_testing.domain.moves.hold import hold, release
from aegis_testing.domain.moves.recall import recall
from aegis_testing.domain.moves.reject import reject
from aegis_testing.domain.moves.resume import resume
from aegis_testing.domain.moves.return_side import return_side
from aegis_testing.domain.moves.start import start
from aegis_testing.domain.moves.submit import submit
from aegis_testing.domain.moves.withdraw import withdraw
from aegis_testing.domain.recording.execution import change_execution
from aegis_testing.domain.recording.notes import write_notes
from aegis_testing.domain.recording.shift import shift_times
from aegis_testing.domain.words import SIDES

SIDED = {
    "submit": submit,
    "recall": recall,
    "return": lambda t, s, c, x: return_side(t, s, "why", c, x),
    "approve": lambda t, s, c, x: approve(t, s, None, c, x),
    "reject": lambda t, s, c, x: reject(t, s, "why", c, x),
    "withdraw": lambda t, s, c, x: withdraw(t, s, None, c, x),
    "resume": resume,
    "claim": claim,
    "assign": lambda t, s, c, x: assign(t, s, None, c, x),
    "shift-times": lambda t, s, c, x: shift_times(t, s, 60, c, x),
    "amend": lambda t, s, c, x: write_notes(t, s, str(x.now), c, x),
}
WHOLE = {
    "start": start,
    "hold": lambda t, c, x: hold(t, None, c, x),
    "release": release,
    "cancel": lambda t, c, x: cancel(t, "why", c, x),
}
CALLERS = st.sampled_from(EVERYONE)
WORKERS = st.sampled_from([ROSA, BELA, RUTH, BERT, DORA, SOLO])


class RandomMoves(RuleBasedStateMachine):
    @initialize()
    def begin(self) -> None:
        self.desk = Desk()
        self.test = self.desk.drafted()
        self.history = self.test.history
        self.votes = self.test.votes
        self.version = self.test.version
        self.began = None
        self.events: list[Any] = []

    def attempt(self, move: str, side: str | None, caller: Caller, act: Any) -> None:
        """What the rights and the allowed actions say is what happens."""
        circumstances = self.desk.circumstances()
        if not may(caller, right_of(move, side or "red"), relations_of(self.test, side or "red", caller, move)):
            return
        offered = {
            (one.action, one.side): one.missing for one in allowed_actions(self.test, caller, circumstances)
        }.get((move, side))
        before, version = self.snapshot(), self.test.version
        try:
            act(circumstances)
        except DomainError:
            assert offered is None or offered
            assert self.snapshot() == before
            assert self.test.version == version
        else:
            assert offered == ()
            recorded = self.test.take_recorded()
            assert [one.version for one in recorded] == list(range(version + 1, self.test.version + 1))
            assert len(recorded) <= 1

    def snapshot(self) -> tuple[object, ...]:
        test = self.test
        return (test.state, test.red, test.blue, test.held, test.history, test.votes, test.executions)

    @rule(move=st.sampled_from(sorted(SIDED)), side=st.sampled_from(SIDES), caller=CALLERS)
    def make_a_sides_move(self, move: str, side: str, caller: Caller) -> None:
        self.attempt(move, side, caller, lambda x: SIDED[move](self.test, side, caller, x))

    @rule(move=st.sampled_from(["start", "start", "hold", "release", "release"]), caller=CALLERS)
    def make_a_move(self, move: str, caller: Caller) -> None:
        self.attempt(move, None, caller, lambda x: WHOLE[move](self.test, caller, x))

    @rule(caller=st.sampled_from([BERT, RUTH]), chance=st.integers(0, 15))
    def cancel_now_and_then(self, caller: Caller, chance: int) -> None:
        if chance == 0:
            self.attempt("cancel", None, caller, lambda x: WHOLE["cancel"](self.test, caller, x))

    @rule(caller=WORKERS)
    def execute(self, caller: Caller) -> None:
        if len(self.test.executions) < 4:
            self.attempt("record", "red", caller, lambda _x: self.desk.executed(self.test, caller))

    @rule(caller=WORKERS, rung=st.sampled_from(["none", "telemetry", "alert"]))
    def observe_all(self, caller: Caller, rung: str) -> None:
        seen = {one.execution_id for one in self.test.observations}
        for execution in self.test.executions:
            if execution.id not in seen:
                self.attempt(
                    "record",
                    "blue",
                    caller,
                    lambda _x, one=execution: self.desk.observed(self.test, one, caller, rung=rung),
                )

    @rule(caller=WORKERS, seconds=st.integers(1, 60))
    def change_a_start(self, caller: Caller, seconds: int) -> None:
        if self.test.executions:
            one = self.test.executions[0]
            self.attempt(
                "record",
                "red",
                caller,
                lambda x: change_execution(
                    self.test, one.id, {"started_at": (one.started_at or NOON) - timedelta(seconds=seconds)}, caller, x
                ),
            )

    @rule(review=st.sampled_from(["dual", "dual", "single", "self"]))
    def change_the_policy(self, review: str) -> None:
        self.desk.policy = Policy(review=review)

    @rule()
    def let_them_work_it_out(self) -> None:
        """Takes the plain way on from wherever it is, so that validation is reached often."""
        steps = [
            ("release", None, RUTH),
            ("start", None, RUTH),
            *(("resume", side, lead) for side, lead in (("red", RUTH), ("blue", BERT))),
        ]
        for move, side, caller in steps:
            act = WHOLE.get(move) or SIDED[move]
            self.attempt(move, side, caller, lambda x, a=act, s=side, c=caller: a(self.test, *([s] if s else []), c, x))
        self.execute(ROSA)
        self.execute(RUTH)
        self.observe_all(BERT, "alert")
        for side, worker in (("red", RUTH), ("blue", BERT)):
            self.make_a_sides_move("submit", side, worker)

    @rule(red=st.sampled_from(EVERYONE), blue=st.sampled_from(EVERYONE))
    def two_leads_vote(self, red: Caller, blue: Caller) -> None:
        self.make_a_sides_move("approve", "red", red)
        self.make_a_sides_move("approve", "blue", blue)

    @invariant()
    def history_and_votes_only_grow(self) -> None:
        assert self.test.history[: len(self.history)] == self.history
        assert self.test.votes[: len(self.votes)] == self.votes
        self.history, self.votes = self.test.history, self.test.votes
        assert self.test.version >= self.version
        self.version = self.test.version

    @invariant()
    def the_history_is_one_way_through_the_states(self) -> None:
        entries = self.test.history
        for one, following in itertools.pairwise(entries):
            assert one.to_state == following.from_state or following.move == "lapse"
        assert entries[-1].to_state == self.test.state

    @invariant()
    def a_validated_test_was_reviewed_as_its_policy_says(self) -> None:
        test = self.test
        if test.state != "validated":
            assert test.validated_at is None
            return
        assert test.red.approved_by is not None
        assert test.blue.approved_by is not None
        if test.review_policy == "dual":
            assert test.red.approved_by.id != test.blue.approved_by.id
        if test.review_policy != "self":
            assert test.red.approved_by.id not in test.red.workers
            assert test.blue.approved_by.id not in test.blue.workers
            assert test.independently_reviewed is True

    @invariant()
    def every_second_is_booked_once(self) -> None:
        test = self.test
        if test.started_at is None:
            return
        for side in (test.red, test.blue):
            clocks = side.clocks
            booked = clocks.worked_seconds + clocks.waiting_seconds + clocks.held_seconds
            if clocks.running_since is not None:
                booked += (self.desk.now - clocks.running_since).total_seconds()
            assert 0 <= booked <= (self.desk.now - test.started_at).total_seconds() + 1e-6
            if side.status != "approved" and not test.over:
                assert clocks.running is not None
            lapsed = any(entry.move in {"lapse", "withdraw"} for entry in test.history)
            if not lapsed and side.status != "approved" and not test.over:
                assert abs(booked - (self.desk.now - test.started_at).total_seconds()) < 1e-6

    @invariant()
    def a_vote_stands_exactly_where_the_status_says(self) -> None:
        for side in (self.test.red, self.test.blue):
            assert (side.status == "approved") == (side.approved_by is not None)
            assert side.rejected_at is None or side.status == "returned"
            assert (side.submitted_at is not None) or side.status == "open"


TestRandomMoves = RandomMoves.TestCase
TestRandomMoves.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
