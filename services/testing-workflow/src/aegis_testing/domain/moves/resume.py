"""Resume: a side takes returned or rejected work up again."""

from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import SideResumed
from aegis_testing.domain.people import Person
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SideName


def resume(test: Test, side: SideName, caller: Caller, circumstances: Circumstances) -> None:
    """Opens a returned side. Raises `RuleBroken`."""
    ensure(test, "resume", caller, circumstances, side)
    before, by, at = test.state, Person.of(caller), circumstances.now
    test.put_side(side, test.side(side).taken_up(by, at))
    test.moved(SideResumed, move="resume", by=by, at=at, before=before, side=side)
