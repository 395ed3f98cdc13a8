"""What stands in the way of correcting a validated test."""

from collections.abc import Iterator
from uuid import UUID

from aegis_testing.domain.correction import MAX_CORRECTIONS
from aegis_testing.domain.obstacles.obstacle import Obstacle, caller_obstacle, missing, state_obstacle
from aegis_testing.domain.review_policy import is_own_work
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SideName, other


def to_correct(test: Test) -> Iterator[Obstacle]:
    if test.state != "validated":
        yield state_obstacle(
            "not_validated", f"The test is {test.state}; what is not validated is changed, not corrected."
        )
    if test.open_correction is not None:
        detail = f"{test.open_correction.by.name} has proposed a correction that nobody has decided on."
        yield state_obstacle("correction_open", detail, "/corrections")
    if len(test.corrections) >= MAX_CORRECTIONS:
        yield missing("corrections_used_up", f"A test takes {MAX_CORRECTIONS} corrections; run it again.")


def _none_open(test: Test) -> Iterator[Obstacle]:
    if test.open_correction is None:
        yield state_obstacle("no_correction", "No correction waits for a decision.", "/corrections")


def to_approve(test: Test, side: SideName, caller: UUID) -> Iterator[Obstacle]:
    """By a red and a blue lead, two people, neither on own work; a solo analyst is both."""
    yield from _none_open(test)
    correction = test.open_correction
    if correction is None:
        return
    if correction.approved(side) is not None:
        yield state_obstacle("approved", f"A {side} lead has approved the correction already.", "/corrections")
    if is_own_work(test.review_policy, test.side(side), caller):
        detail = f"The {side} side is your own work; the policy is {test.review_policy}."
        yield caller_obstacle("own_work", detail)
    across = correction.approved(other(side))
    if test.review_policy != "self" and across is not None and across.by.id == caller:
        yield caller_obstacle("second_vote", f"You approved it for {other(side)}; a correction takes two leads.")


def to_reject(test: Test) -> Iterator[Obstacle]:
    yield from _none_open(test)


def to_withdraw(test: Test, caller: UUID) -> Iterator[Obstacle]:
    """By whoever proposed it."""
    yield from _none_open(test)
    correction = test.open_correction
    if correction is not None and correction.by.id != caller:
        yield caller_obstacle("not_the_proposer", f"The correction is {correction.by.name}'s.")
