"""What stands in the way of moves of the whole test: start, hold, release, cancel, retest, rerun, edit, delete."""

from collections.abc import Iterator

from aegis_kernel.rights import Action, Caller, may
from aegis_testing.domain.arguments import unfilled
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.limits import MAX_RETESTS
from aegis_testing.domain.obstacles.obstacle import Obstacle, caller_obstacle, missing, state_obstacle
from aegis_testing.domain.test import Test


def to_edit(test: Test) -> Iterator[Obstacle]:
    """The procedure may change until the start; after it, it is what was done."""
    if test.over:
        yield state_obstacle("over", f"The test is {test.state}.")
    elif test.started_at is not None:
        yield state_obstacle("started", "The test is started; what it tries stays as it is.")


def to_amend_plan(test: Test) -> Iterator[Obstacle]:
    """Tags, due date, expectations and assignees may change until the end."""
    if test.over:
        yield state_obstacle("over", f"The test is {test.state}.")


def to_delete(test: Test) -> Iterator[Obstacle]:
    if test.state != "draft":
        yield state_obstacle("not_a_draft", "Only a draft that nobody started can be deleted; it can be cancelled.")


def to_start(test: Test, caller: Caller, circumstances: Circumstances) -> Iterator[Obstacle]:
    if test.state != "draft":
        yield state_obstacle("not_a_draft", "The test is started already." if test.started_at else "It is cancelled.")
    if test.held:
        yield state_obstacle("held", "The test is held; release it first.", "/held")
    procedure = test.procedure
    for argument in unfilled(procedure.arguments, procedure.command, procedure.clean_up):
        detail = f"The argument {argument.name!r} of the procedure has no value."
        yield missing("argument_missing", detail, f"/procedure/arguments/{argument.name}")

    yield from _of_its_campaign(caller, circumstances)


def _of_its_campaign(caller: Caller, circumstances: Circumstances) -> Iterator[Obstacle]:
    campaign = circumstances.campaign
    if campaign is None:
        return
    if not campaign.active:
        yield missing("campaign_not_active", f"The campaign {campaign.name!r} is not active.", "/campaign")
    for what in campaign.unmet:
        yield missing("dependency_unmet", what, "/campaign/depends_on")
    if not campaign.open_at(circumstances.now):
        if not may(caller, Action.TESTS_LEAD):
            detail = f"It is outside the window of the campaign {campaign.name!r}: a lead may start it, with a reason."
            yield caller_obstacle("outside_window", detail, "/campaign/window")
        elif not circumstances.reason:
            detail = f"It is outside the window of the campaign {campaign.name!r}: give a reason."
            yield missing("outside_window", detail, "/reason")


def to_hold(test: Test) -> Iterator[Obstacle]:
    if test.over:
        yield state_obstacle("over", f"The test is {test.state}.")
    if test.held:
        yield state_obstacle("held", "The test is held already.", "/held")


def to_release(test: Test) -> Iterator[Obstacle]:
    if test.over:
        yield state_obstacle("over", f"The test is {test.state}.")
    if not test.held:
        yield state_obstacle("not_held", "The test is not held.", "/held")


def to_cancel(test: Test) -> Iterator[Obstacle]:
    if test.over:
        yield state_obstacle("over", f"The test is {test.state}.")


def to_retest(test: Test, circumstances: Circumstances) -> Iterator[Obstacle]:
    """A retest checks a fix: of what was validated, and so often at most."""
    if test.state != "validated":
        yield state_obstacle("not_validated", "Only a validated test is retested; run it again with a rerun.")
    if circumstances.retests >= MAX_RETESTS:
        yield missing("retests_used_up", f"Its original has had {MAX_RETESTS} retests; run it again with a rerun.")
