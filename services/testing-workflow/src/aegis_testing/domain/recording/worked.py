"""Notes that somebody worked on a side."""

from dataclasses import replace

from aegis_kernel.rights import Caller
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.people import Person
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SideName


def worked(test: Test, side: SideName, caller: Caller, circumstances: Circumstances, *, amending: bool = False) -> None:
    """Takes the work up and lets its clock run; `amending` only remembers who did it, and neither opens nor closes."""
    now = test.side(side)
    if amending:
        test.put_side(side, replace(now, workers=now.workers | {caller.id}))
        return
    test.put_side(side, now.taken_up(Person.of(caller), circumstances.now))
    test.set_clocks(circumstances.now)
