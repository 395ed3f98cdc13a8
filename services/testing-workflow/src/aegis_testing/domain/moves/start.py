"""Start: from here on both sides work, in parallel."""

from dataclasses import replace

from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import TestStarted
from aegis_testing.domain.people import Person
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SIDES


def start(test: Test, caller: Caller, circumstances: Circumstances) -> None:
    """Starts a draft. Red takes up the work when its assignee starts it; blue waits until somebody claims or records.
    Raises `RuleBroken`."""
    ensure(test, "start", caller, circumstances)
    before, by, at = test.state, Person.of(caller), circumstances.now
    test.started_at = at
    for name in SIDES:
        side = replace(test.side(name), since=at)
        if name == "red" and side.assignee is not None and side.assignee.id == by.id:
            side = side.taken_up(by, at)
        elif side.claimed_at is not None:
            side = replace(side, claimed_at=at)
        test.put_side(name, side)
    test.moved(TestStarted, move="start", by=by, at=at, before=before, reason=circumstances.reason)
