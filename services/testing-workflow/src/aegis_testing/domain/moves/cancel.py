"""Cancel: a lead ends a test before its validation, with a reason."""

from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import TestCancelled
from aegis_testing.domain.limits import checked_reason
from aegis_testing.domain.people import Person
from aegis_testing.domain.test import Test


def cancel(test: Test, reason: str, caller: Caller, circumstances: Circumstances) -> None:
    """Also of a held one. Raises `RuleBroken`; `Invalid` without a reason."""
    ensure(test, "cancel", caller, circumstances)
    why, before, at = checked_reason(reason, needed=True), test.state, circumstances.now
    test.cancelled_at = at
    test.held = False
    test.moved(TestCancelled, move="cancel", by=Person.of(caller), at=at, before=before, reason=why)
