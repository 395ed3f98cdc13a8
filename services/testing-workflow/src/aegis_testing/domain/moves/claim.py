"""Claim and assign: who works on a side."""

from dataclasses import replace
from datetime import datetime

from aegis_kernel.errors import Fault, RuleBroken
from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import TestDrafted, TestRecorded
from aegis_testing.domain.hidden import saw_red
from aegis_testing.domain.people import Person
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SideName


def claim(test: Test, side: SideName, caller: Caller, circumstances: Circumstances) -> None:
    """Takes an unassigned side, and begins its work once the test is started. Raises `RuleBroken`."""
    ensure(test, "claim", caller, circumstances, side)
    by = Person.of(caller)
    _give(test, side, by, by, circumstances.now, "claim", claimed=True)


def assign(test: Test, side: SideName, assignee: Person | None, caller: Caller, circumstances: Circumstances) -> None:
    """Gives a side to somebody, or frees it; whoever gets it has not begun. Nothing happens when it is theirs
    already. Raises `RuleBroken`."""
    ensure(test, "assign", caller, circumstances, side)
    if side == "blue" and assignee is not None:
        refuse_who_saw_red(test, assignee)
    if test.side(side).assignee != assignee:
        _give(test, side, assignee, Person.of(caller), circumstances.now, "assign", claimed=False)


def refuse_who_saw_red(test: Test, assignee: Person) -> None:
    """Raises `RuleBroken` when blue's work of a blind test is to go to somebody who knows red's."""
    if saw_red(test, assignee.id, frozenset()):
        detail = f"{assignee.name} knows the red side of this blind test, and does not do its blue one."
        raise RuleBroken("rule_broken", detail, [Fault("/assignees/blue", detail, "saw_red_side")])


def _give(test: Test, side: SideName, to: Person | None, by: Person, at: datetime, move: str, *, claimed: bool) -> None:
    before, was = test.state, test.side(side)
    test.put_side(side, replace(was, assignee=to, claimed_at=at if claimed else None))
    test.moved(
        TestDrafted if before == "draft" else TestRecorded,
        move=move,
        by=by,
        at=at,
        before=before,
        side=side,
        also={f"{side}.assignee": (was.assignee and was.assignee.name, to and to.name)},
    )
