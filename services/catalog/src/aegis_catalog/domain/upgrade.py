"""An upgrade of a domain from one release of ATT&CK to a later one, and what people decide in it.

Where upstream names an active successor, all follows by itself. Where it names none, or one that a machine cannot be
sure of, a person says where what points to a technique goes: all of it, or some tests of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from uuid import UUID

from aegis_catalog.domain.content import Domain
from aegis_catalog.domain.events import SuccessionChosen, SuccessionTakenBack, UpgradeRequested
from aegis_catalog.domain.people import Person, person
from aegis_catalog.domain.reasons import short_reason
from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import Conflict, Fault, Invalid, NotFound, RuleBroken
from aegis_kernel.rights import Caller

UpgradeState = Literal["previewed", "applied", "superseded"]

TESTS_MOST = 1_000
"""Tests that one decision may choose."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Where what points to a technique goes; without `test_ids` all of it, else those tests alone."""

    id: UUID
    technique_id: UUID
    target_id: UUID
    test_ids: tuple[UUID, ...] | None
    reason: str
    by: Person
    at: datetime
    undone_by: Person | None = None
    undone_at: datetime | None = None

    @property
    def stands(self) -> bool:
        return self.undone_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A technique of the upgrade with the decisions on it that stand, whichever upgrade they were made in. `active`:
    in the release that the upgrade leads to. `tests` are those that are its own now."""

    id: UUID
    active: bool
    standing: Sequence[Decision] = ()
    tests: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A technique to go to. `active`: in the release that the upgrade leads to, or of our own. `decided`: somebody
    decided on it too."""

    id: UUID
    active: bool
    decided: bool = False


class Upgrade(Aggregate):
    """One upgrade with the decisions made in it. `latest`: no other upgrade of the domain was applied after it."""

    def __init__(
        self,
        upgrade_id: UUID,
        version: int,
        *,
        domain: Domain,
        from_release: str,
        to_release: str,
        state: UpgradeState,
        source_id: UUID,
        run_id: UUID,
        latest: bool,
        requested_at: datetime | None = None,
        decisions: Sequence[Decision] = (),
    ) -> None:
        super().__init__(upgrade_id, version)
        self.domain = domain
        self.from_release = from_release
        self.to_release = to_release
        self.state = state
        self.source_id = source_id
        self.run_id = run_id
        self.latest = latest
        self.requested_at = requested_at
        self.requested_by: UUID | None = None
        """Who asked for it since it was read."""
        self.decisions = {decision.id: decision for decision in decisions}

    def request(self, caller: Caller, at: datetime) -> None:
        """Asks for what was previewed to be applied. Raises `RuleBroken` unless it is to come."""
        if self.state != "previewed":
            raise RuleBroken(
                f"upgrade_is_{self.state}", f"The upgrade is {self.state}: it has to be previewed to be applied."
            )
        self.requested_by = caller.id
        self.requested_at = at
        self.record(UpgradeRequested())

    def decide(
        self,
        decision_id: UUID,
        technique: Candidate,
        target: Target,
        tests: Sequence[UUID] | None,
        reason: str,
        caller: Caller,
        at: datetime,
    ) -> Decision:
        """Says where a technique leads. Raises `RuleBroken` once another upgrade of the domain was applied, `Conflict`
        where somebody decided already, `Invalid` for a target or tests that cannot be."""
        self._require_open("decide")
        reason = short_reason(reason)
        chosen = None if tests is None else tuple(dict.fromkeys(tests))
        if faults := _faults(technique, target, chosen):
            raise Invalid("decision_invalid", "That cannot be decided like this.", faults)
        for other in technique.standing:
            if other.test_ids is None and chosen is None:
                raise Conflict("decided_already", "Somebody has decided on this technique already; undo that first.")
            if set(other.test_ids or ()) & set(chosen or ()):
                raise Conflict("decided_already", "Somebody has decided on some of these tests already.")
        made = Decision(
            id=decision_id,
            technique_id=technique.id,
            target_id=target.id,
            test_ids=chosen,
            reason=reason,
            by=person(caller),
            at=at,
        )
        self.decisions[made.id] = made
        self.record(SuccessionChosen(changed=_leading(technique.id, target.id), reason=reason or None))
        return made

    def undo(self, decision_id: UUID, reason: str, caller: Caller, at: datetime) -> Decision:
        """Takes a decision back: all that it moved is led back. Raises `NotFound`, and `RuleBroken` where that was
        done already, or another upgrade of the domain was applied since."""
        decision = self.decisions.get(decision_id)
        if decision is None:
            raise NotFound("decision_not_found", "There is no such decision in this upgrade.")
        if not decision.stands:
            raise RuleBroken("decision_undone", "The decision is undone already.")
        self._require_open("undo")
        undone = replace(decision, undone_by=person(caller), undone_at=at)
        self.decisions[decision_id] = undone
        changed = _leading(decision.target_id, decision.technique_id)
        self.record(SuccessionTakenBack(changed=changed, reason=short_reason(reason) or None))
        return undone

    def _require_open(self, move: str) -> None:
        if self.state == "superseded" or not self.latest:
            detail = f"Another upgrade of {self.domain} was applied since: too late to {move} in this one."
            raise RuleBroken("upgrade_is_past", detail)


def _leading(old: UUID, new: UUID) -> dict[str, list[str]]:
    """What the audit trail says: where it led, and where it leads."""
    return {"leads_to": [str(old), str(new)]}


def _faults(technique: Candidate, target: Target, tests: tuple[UUID, ...] | None) -> list[Fault]:
    faults = []
    if target.id == technique.id:
        faults.append(Fault("/target", "A technique does not lead to itself.", "same"))
    elif not target.active:
        faults.append(Fault("/target", "It is not active in the release that is upgraded to.", "not_active"))
    elif target.decided:
        faults.append(Fault("/target", "Somebody decided where this one leads: name that.", "decided"))
    if tests is None:
        if technique.active:
            detail = "It stays active in that release: all of it stays, only some tests can go elsewhere."
            faults.append(Fault("/tests", detail, "active"))
        return faults
    if not tests or len(tests) > TESTS_MOST:
        faults.append(Fault("/tests", f"One to {TESTS_MOST} tests, or `all`.", "number"))
    faults += [
        Fault(f"/tests/{place}", "It is no test of this technique.", "unknown")
        for place, test_id in enumerate(tests[:TESTS_MOST])
        if test_id not in technique.tests
    ]
    return faults
