"""Withdraw: a lead takes the own vote back, until the test is validated."""

from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import VoteWithdrawn
from aegis_testing.domain.limits import checked_reason
from aegis_testing.domain.people import Person
from aegis_testing.domain.test import Test
from aegis_testing.domain.votes import Vote
from aegis_testing.domain.words import SideName


def withdraw(test: Test, side: SideName, reason: str | None, caller: Caller, circumstances: Circumstances) -> None:
    """Leaves the side submitted and undecided. The vote stays on record, and so does its withdrawal. Raises
    `RuleBroken`."""
    ensure(test, "withdraw", caller, circumstances, side)
    why = checked_reason(reason, needed=False)
    before, by, at = test.state, Person.of(caller), circumstances.now
    test.put_side(side, test.side(side).undecided(at))
    test.votes += (Vote(side=side, decision="withdrawn", by=by, at=at, reason=why),)
    test.moved(VoteWithdrawn, move="withdraw", by=by, at=at, before=before, side=side, reason=why)
