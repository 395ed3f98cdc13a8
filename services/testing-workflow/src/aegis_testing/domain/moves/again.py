"""Retest and rerun: new drafts that continue the line of a test."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.blind import Blind
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import RetestRequested
from aegis_testing.domain.limits import checked_reason
from aegis_testing.domain.moves.draft import Plan, draft
from aegis_testing.domain.people import Person
from aegis_testing.domain.test import Test


def rerun(test: Test, new_id: UUID, number: int, caller: Caller, circumstances: Circumstances) -> Test:
    """A draft of the same, any time, as often as one likes."""
    ensure(test, "rerun", caller, circumstances)
    return _same(test, new_id, number, caller, circumstances, rerun_of=test.id)


def retest(test: Test, new_id: UUID, number: int, caller: Caller, circumstances: Circumstances) -> Test:
    """A draft that checks a fix. It belongs to the original of `test`, which `note_retest` has to be told. Raises
    `RuleBroken`, also when the original has had all its retests."""
    ensure(test, "retest", caller, circumstances)
    return _same(test, new_id, number, caller, circumstances, retest_of=original_of(test))


def original_of(test: Test) -> UUID:
    """The test whose finding is checked: itself, or the one that it is a retest of."""
    return test.retest_of or test.id


def note_retest(original: Test, made: Test, reason: str | None, caller: Caller, circumstances: Circumstances) -> None:
    """Puts on the original's record that `made` checks it. Its version rises, so that of two retests asked for at
    once one is told to look again."""
    state = original.state
    original.moved(
        RetestRequested,
        move="retest",
        by=Person.of(caller),
        at=circumstances.now,
        before=state,
        reason=checked_reason(reason, needed=False),
        also={"retest": (None, made.number)},
    )


def _same(
    test: Test,
    new_id: UUID,
    number: int,
    caller: Caller,
    circumstances: Circumstances,
    *,
    retest_of: UUID | None = None,
    rerun_of: UUID | None = None,
) -> Test:
    plan = Plan(
        procedure=test.procedure,
        expected=test.expected,
        expected_tools=test.expected_tools,
        tags=test.tags,
        red_assignee=test.red.assignee,
        blue_assignee=test.blue.assignee,
        blind=_as_blind(test.blind, circumstances.now),
    )
    return draft(
        new_id,
        number,
        test.technique,
        plan,
        caller,
        circumstances,
        drafted_technique_id=test.drafted_technique_id,
        retest_of=retest_of,
        rerun_of=rerun_of,
    )


def _as_blind(blind: Blind | None, now: datetime) -> Blind | None:
    """What nobody may know yet of the one would be told by the other; what is revealed has nothing left to hide."""
    if blind is None or not blind.hidden:
        return None
    if blind.reveal_at is not None and blind.reveal_at <= now:
        return replace(blind, reveal="lead", reveal_at=None)
    return blind
