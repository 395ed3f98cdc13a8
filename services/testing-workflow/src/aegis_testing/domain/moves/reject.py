"""Reject: a lead refuses a side's work, with a reason. The other side keeps what it has."""

from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import SideRejected
from aegis_testing.domain.limits import checked_reason
from aegis_testing.domain.people import Person
from aegis_testing.domain.test import Test
from aegis_testing.domain.votes import Vote
from aegis_testing.domain.words import SideName


def reject(test: Test, side: SideName, reason: str, caller: Caller, circumstances: Circumstances) -> None:
    """Gives a submitted side back by a vote; it waits until somebody resumes it. Raises `RuleBroken`; `Invalid`
    without a reason."""
    ensure(test, "reject", caller, circumstances, side)
    why = checked_reason(reason, needed=True)
    before, by, at = test.state, Person.of(caller), circumstances.now
    test.put_side(side, test.side(side).rejected(by, at))
    test.votes += (Vote(side=side, decision="rejected", by=by, at=at, reason=why),)
    test.moved(SideRejected, move="reject", by=by, at=at, before=before, side=side, reason=why)
