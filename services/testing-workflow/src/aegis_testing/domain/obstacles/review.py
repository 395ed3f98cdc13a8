"""What stands in the way of a decision on a side: returning, approving, rejecting, taking a vote back."""

from collections.abc import Iterator
from uuid import UUID

from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.obstacles.obstacle import Obstacle, caller_obstacle, missing, not_running, state_obstacle
from aegis_testing.domain.obstacles.work import incomplete
from aegis_testing.domain.review_policy import approval_stands, is_own_work, is_second_vote
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SideName, other


def _not_submitted(test: Test, side: SideName) -> Iterator[Obstacle]:
    now = test.side(side)
    if now.status == "approved" and now.approved_by is not None and not test.over:
        detail = f"The {side} side is approved by {now.approved_by.name}, who can withdraw the vote."
        yield state_obstacle("approved", detail, f"/{side}/status")
    elif now.status != "submitted":
        yield state_obstacle("not_submitted", f"The {side} side is {now.status}.", f"/{side}/status")


def to_return(test: Test, side: SideName) -> Iterator[Obstacle]:
    """By the other side or a lead, while nothing is decided on it."""
    yield from not_running(test)
    yield from _not_submitted(test, side)


def to_approve(test: Test, side: SideName, caller: UUID, circumstances: Circumstances) -> Iterator[Obstacle]:
    """By a lead of that side, as the policy allows, when both are handed in, whole and without a contradiction."""
    policy = circumstances.policy.review
    yield from not_running(test)
    yield from _not_submitted(test, side)
    if not test.over and test.started_at is not None and test.state != "in_review":
        yield state_obstacle(
            "not_in_review", f"The test is {test.state}; it is approved when both sides are submitted."
        )
    if is_own_work(policy, test.side(side), caller):
        yield caller_obstacle("own_work", f"The {side} side is your own work; the policy is {policy}.")
    across = test.side(other(side))
    if is_second_vote(policy, across, caller):
        yield caller_obstacle(
            "second_vote", f"You approved the {other(side)} side; the policy {policy} takes two leads."
        )
    if not approval_stands(policy, across):
        name = across.approved_by.name if across.approved_by else ""
        detail = (
            f"{name} approved own work on the {other(side)} side, which the policy {policy} does not allow any more."
        )
        yield missing("approval_does_not_stand", detail, f"/{other(side)}/approved_by")
    yield from incomplete(test, side)
    yield from _contradicted(test, circumstances)


def _contradicted(test: Test, circumstances: Circumstances) -> Iterator[Obstacle]:
    found = test.contradictions(
        now=circumstances.now, skew_tolerance_seconds=circumstances.policy.skew_tolerance_seconds
    )
    for one in found:
        if one.explanation is None:
            yield missing(one.code, f"{one.detail} Fix or explain it.", f"/contradictions/{one.key}")


def to_reject(test: Test, side: SideName, caller: UUID, circumstances: Circumstances) -> Iterator[Obstacle]:
    """By a lead of that side, as the policy allows."""
    policy = circumstances.policy.review
    yield from not_running(test)
    yield from _not_submitted(test, side)
    if is_own_work(policy, test.side(side), caller):
        yield caller_obstacle("own_work", f"The {side} side is your own work; the policy is {policy}.")


def to_withdraw(test: Test, side: SideName, caller: UUID) -> Iterator[Obstacle]:
    """A lead takes back the own vote, until the test is validated or somebody has resumed the side."""
    yield from not_running(test)
    now = test.side(side)
    voter = now.approved_by or now.rejected_by
    if voter is None:
        yield state_obstacle("no_vote", f"No vote stands on the {side} side.", f"/{side}/status")
    elif voter.id != caller:
        yield caller_obstacle("not_the_voter", f"The vote on the {side} side is {voter.name}'s.")
