"""Return: the other side or a lead gives submitted work back, with a reason. It is no vote."""

from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import SideReturned
from aegis_testing.domain.limits import checked_reason
from aegis_testing.domain.people import Person
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SideName


def return_side(test: Test, side: SideName, reason: str, caller: Caller, circumstances: Circumstances) -> None:
    """Opens a submitted side for its workers. Raises `RuleBroken`; `Invalid` without a reason."""
    ensure(test, "return", caller, circumstances, side)
    why = checked_reason(reason, needed=True)
    before, at = test.state, circumstances.now
    test.put_side(side, test.side(side).returned(at))
    test.moved(SideReturned, move="return", by=Person.of(caller), at=at, before=before, side=side, reason=why)
