"""Techniques of our own: what is done to us that ATT&CK does not know, in the same shape and the same lists."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime
from uuid import UUID

from aegis_catalog.domain.content import Domain, State
from aegis_catalog.domain.events import OwnTechniqueChanged
from aegis_catalog.domain.reasons import required_reason
from aegis_catalog.domain.words import faults_in, faults_in_word, tidy
from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import Fault, Invalid, RuleBroken

DESCRIPTION_LONGEST = 64 * 1024
"""Bytes of UTF-8."""
URL_LONGEST = 2_000
TACTICS_MOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class TechniqueTold:
    """What a person says of a technique of our own. It stands in `tactics` of its one domain; no platforms mean none,
    as upstream's. `parent_id` makes it a sub-technique."""

    name: str
    domain: Domain
    tactics: tuple[UUID, ...]
    description: str = ""
    platforms: tuple[str, ...] = ()
    parent_id: UUID | None = None
    url: str | None = None


class OwnTechnique(Aggregate):
    """One technique. Its version is the one on the topic of techniques. Nothing of it is ever deleted."""

    def __init__(
        self,
        technique_id: UUID,
        attack_id: str,
        told: TechniqueTold,
        version: int = 0,
        *,
        state: State = "active",
        revoked_by: UUID | None = None,
        created: datetime | None = None,
        modified: datetime | None = None,
        withdrawn_at: datetime | None = None,
    ) -> None:
        super().__init__(technique_id, version)
        self.attack_id = attack_id
        self.told = told
        self.state: State = state
        self.revoked_by = revoked_by
        self.created = created
        self.modified = modified
        self.withdrawn_at = withdrawn_at

    def begin(self, tactics: Collection[UUID], at: datetime) -> None:
        """Takes it up as told. `tactics` are those of its domain's matrix. Raises `Invalid` with every fault."""
        self.told = _checked(self.told, tactics)
        self.created = self.modified = at
        self.record(OwnTechniqueChanged())

    def edit(self, to: TechniqueTold, tactics: Collection[UUID], at: datetime) -> None:
        """Says it otherwise; the same again changes nothing. Its domain and parent stay. Raises `Invalid`,
        `RuleBroken` once another has taken its place or it was retired."""
        self._require("active", "deprecated", move="edit")
        to = _checked(to, tactics)
        old = {
            one.name: getattr(self.told, one.name)
            for one in fields(TechniqueTold)
            if getattr(self.told, one.name) != getattr(to, one.name)
        }
        if old:
            self.told = to
            self.modified = at
            self.record(OwnTechniqueChanged(changed=old))

    def deprecate(self, reason: str, at: datetime) -> None:
        """Says that it is not used any longer. Raises `Invalid`, `RuleBroken`."""
        self._require("active", move="deprecate")
        self._move("deprecated", reason, at)

    def retire(self, reason: str, at: datetime) -> None:
        """Takes it out of the catalogue; what was tested stays. Raises `Invalid`, `RuleBroken`."""
        self._require("active", "deprecated", move="retire")
        self._move("withdrawn", reason, at)
        self.withdrawn_at = at

    def hand_over(self, successor: UUID, reason: str, at: datetime) -> None:
        """Another one, upstream's as a rule, takes its place: what points here follows. Raises `Invalid`,
        `RuleBroken`."""
        self._require("active", "deprecated", move="succeed")
        if successor == self.id:
            detail = "A technique cannot follow itself."
            raise Invalid("own_successor", detail, [Fault("/successor", detail, "own_successor")])
        self._move("revoked", reason, at)
        self.revoked_by = successor

    def reinstate(self, reason: str, at: datetime) -> None:
        """Takes back whichever of these it was: what followed finds back. Raises `Invalid`, `RuleBroken`."""
        self._require("deprecated", "revoked", "withdrawn", move="reinstate")
        self._move("active", reason, at)
        self.revoked_by = self.withdrawn_at = None

    def _move(self, state: State, reason: str, at: datetime) -> None:
        reason = required_reason(reason)
        old = self.state
        self.state = state
        self.modified = at
        self.record(OwnTechniqueChanged(changed={"state": old}, reason=reason))

    def _require(self, *states: State, move: str) -> None:
        if self.state not in states:
            allowed = _ALLOWED[self.state]
            raise RuleBroken(
                "technique_state",
                f"The technique is {self.state}: `{move}` is not possible; allowed: {', '.join(allowed)}.",
                state=self.state,
                allowed=allowed,
            )


_ALLOWED: dict[State, tuple[str, ...]] = {
    "active": ("edit", "deprecate", "retire", "succeed"),
    "deprecated": ("edit", "retire", "succeed", "reinstate"),
    "revoked": ("reinstate",),
    "withdrawn": ("reinstate",),
}


def _checked(told: TechniqueTold, tactics: Collection[UUID]) -> TechniqueTold:
    told = TechniqueTold(
        name=" ".join(told.name.split()),
        domain=told.domain,
        tactics=tuple(dict.fromkeys(told.tactics)),
        description=told.description.strip(),
        platforms=tidy(told.platforms),
        parent_id=told.parent_id,
        url=told.url,
    )
    faults = [*faults_in_word("/name", told.name), *faults_in("/platforms", told.platforms)]
    if not 1 <= len(told.tactics) <= TACTICS_MOST:
        faults.append(Fault("/tactics", f"From 1 to {TACTICS_MOST} tactics.", "out_of_range"))
    faults += [
        Fault(f"/tactics/{place}", f"It does not stand in the matrix of {told.domain}.", "not_in_matrix")
        for place, tactic_id in enumerate(told.tactics)
        if tactic_id not in tactics
    ]
    if len(told.description.encode()) > DESCRIPTION_LONGEST:
        faults.append(Fault("/description", f"At most {DESCRIPTION_LONGEST} bytes.", "too_long"))
    if told.url is not None and (len(told.url) > URL_LONGEST or not told.url.startswith(("https://", "http://"))):
        faults.append(Fault("/url", "An address that begins with https:// or http://.", "invalid"))
    if faults:
        raise Invalid("technique_invalid", "The technique cannot be like this.", faults)
    return told
