"""Hold and release: a lead stops clocks and moves, and lets them go on."""

from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import TestHeld, TestReleased
from aegis_testing.domain.limits import checked_reason
from aegis_testing.domain.people import Person
from aegis_testing.domain.test import Test


def hold(test: Test, reason: str | None, caller: Caller, circumstances: Circumstances) -> None:
    """Raises `RuleBroken`."""
    ensure(test, "hold", caller, circumstances)
    why, before = checked_reason(reason, needed=False), test.state
    test.held = True
    test.moved(
        TestHeld,
        move="hold",
        by=Person.of(caller),
        at=circumstances.now,
        before=before,
        reason=why,
        also={"held": (False, True)},
    )


def release(test: Test, caller: Caller, circumstances: Circumstances) -> None:
    """Raises `RuleBroken`."""
    ensure(test, "release", caller, circumstances)
    before = test.state
    test.held = False
    test.moved(
        TestReleased,
        move="release",
        by=Person.of(caller),
        at=circumstances.now,
        before=before,
        also={"held": (True, False)},
    )
