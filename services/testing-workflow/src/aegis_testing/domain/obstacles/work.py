"""What stands in the way of a side's work: recording, amending, claiming, submitting, recalling, resuming."""

from collections.abc import Iterator
from uuid import UUID

from aegis_testing.domain.obstacles.obstacle import Obstacle, caller_obstacle, missing, not_running, state_obstacle
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SideName


def to_work(test: Test, side: SideName) -> Iterator[Obstacle]:
    """Times and outcomes are put down while the side is open."""
    yield from not_running(test)
    yield from _not_open(test, side)


def _not_open(test: Test, side: SideName) -> Iterator[Obstacle]:
    now = test.side(side)
    if now.workable:
        return
    if now.status == "returned":
        yield state_obstacle("rejected", f"The {side} side was rejected; resume it first.", f"/{side}/status")
    else:
        detail = f"The {side} side is {now.status}; it takes a recall, a return or a withdrawn vote to open it."
        yield state_obstacle("side_closed", detail, f"/{side}/status")


def to_amend(test: Test) -> Iterator[Obstacle]:
    """Notes, captions, hosts, references and tags may change without a move until the end."""
    if test.over:
        yield state_obstacle("over", f"The test is {test.state}.")


def to_attach(test: Test) -> Iterator[Obstacle]:
    """Evidence is added until validation."""
    if test.over:
        yield state_obstacle("over", f"The test is {test.state}.")
    elif test.started_at is None:
        yield state_obstacle("not_started", "The test is not started.")


def to_claim(test: Test, side: SideName) -> Iterator[Obstacle]:
    now = test.side(side)
    if test.over:
        yield state_obstacle("over", f"The test is {test.state}.")
    if test.held:
        yield state_obstacle("held", "The test is held; release it first.", "/held")
    if now.assignee is not None:
        yield state_obstacle("taken", f"The {side} side is assigned to {now.assignee.name}.", f"/{side}/assignee")
    if now.closed:
        yield state_obstacle("side_closed", f"The {side} side is {now.status}.", f"/{side}/status")


def to_submit(test: Test, side: SideName) -> Iterator[Obstacle]:
    yield from to_work(test, side)
    if side == "red" or not test.hidden:
        yield from incomplete(test, side)


def incomplete(test: Test, side: SideName) -> Iterator[Obstacle]:
    """What a side's work still lacks. Blue looks at every execution that was run, with at least one tool."""
    if not test.executions:
        detail = "Red has recorded no execution." if side == "red" else "There is no execution to observe yet."
        yield missing("execution_missing", detail, "/executions")
        return
    if side == "red":
        return
    looked_at = {observation.execution_id for observation in test.observations if observation.checked}
    for index, execution in enumerate(test.executions):
        if execution.outcome != "not_run" and execution.id not in looked_at:
            detail = f"Execution {index + 1} on {execution.target or execution.platform} has no checked observation."
            yield missing("observation_missing", detail, f"/executions/{index}")


def to_recall(test: Test, side: SideName, caller: UUID) -> Iterator[Obstacle]:
    """By its submitter, before a decision."""
    yield from not_running(test)
    now = test.side(side)
    if now.status != "submitted":
        detail = f"The {side} side is {now.status}; only a submitted one, without a decision, can be recalled."
        yield state_obstacle("not_submitted", detail, f"/{side}/status")
    elif now.submitted_by is None or now.submitted_by.id != caller:
        name = now.submitted_by.name if now.submitted_by else "nobody"
        yield caller_obstacle("not_the_submitter", f"The {side} side was submitted by {name}.")


def to_resume(test: Test, side: SideName) -> Iterator[Obstacle]:
    yield from not_running(test)
    now = test.side(side)
    if now.status != "returned":
        yield state_obstacle("not_returned", f"The {side} side is {now.status}.", f"/{side}/status")
