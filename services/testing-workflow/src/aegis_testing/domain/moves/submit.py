"""Submit: a side hands in its work; the leads' queue begins."""

from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import SideSubmitted
from aegis_testing.domain.moves.reveal import show
from aegis_testing.domain.people import Person
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SideName


def submit(test: Test, side: SideName, caller: Caller, circumstances: Circumstances) -> None:
    """Closes an open side. Raises `RuleBroken`, for red without an execution, for blue with one that nobody looked
    at."""
    ensure(test, "submit", caller, circumstances, side)
    before, by, at = test.state, Person.of(caller), circumstances.now
    test.put_side(side, test.side(side).submitted(by, at))
    test.moved(SideSubmitted, move="submit", by=by, at=at, before=before, side=side)
    if side == "blue" and test.blind is not None and test.blind.reveal == "blue_submit":
        show(test, by, at)
