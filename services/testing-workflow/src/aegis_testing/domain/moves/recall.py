"""Recall: the submitter takes the work back before a decision."""

from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import SideRecalled
from aegis_testing.domain.people import Person
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SideName


def recall(test: Test, side: SideName, caller: Caller, circumstances: Circumstances) -> None:
    """Opens a submitted side again. Raises `RuleBroken`."""
    ensure(test, "recall", caller, circumstances, side)
    before, at = test.state, circumstances.now
    test.put_side(side, test.side(side).opened(at))
    test.moved(SideRecalled, move="recall", by=Person.of(caller), at=at, before=before, side=side)
