"""Approve: a lead stands for a side. The second approval validates the test."""

from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import SideApproved, TestValidated
from aegis_testing.domain.limits import checked_reason
from aegis_testing.domain.moves.remediate import begin
from aegis_testing.domain.people import Person
from aegis_testing.domain.review_policy import independently_reviewed
from aegis_testing.domain.test import Test
from aegis_testing.domain.votes import Vote
from aegis_testing.domain.words import SideName


def approve(test: Test, side: SideName, reason: str | None, caller: Caller, circumstances: Circumstances) -> None:
    """Approves a submitted side under the policy of now, which stays with the result. Raises `RuleBroken`, also for
    each contradiction that is neither fixed nor explained."""
    ensure(test, "approve", caller, circumstances, side)
    why = checked_reason(reason, needed=False)
    before, by, at = test.state, Person.of(caller), circumstances.now
    test.put_side(side, test.side(side).approved(by, at))
    test.votes += (Vote(side=side, decision="approved", by=by, at=at, reason=why),)
    test.review_policy = circumstances.policy.review
    validated = test.state == "validated"
    if validated:
        test.independently_reviewed = independently_reviewed(test.red, test.blue)
        begin(test, at)
    test.moved(
        TestValidated if validated else SideApproved,
        move="approve",
        by=by,
        at=at,
        before=before,
        side=side,
        reason=why,
        also={f"{side}.status": ("submitted", "approved")},
    )
