"""The review of a technique: what waits for a person to look at it, and what they said.

Upstream's changes raise causes by themselves (`upstream.py`); people raise and settle them here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from aegis_catalog.domain.events import ReviewDismissed, TechniqueFlagged, TechniqueReviewed
from aegis_catalog.domain.people import Person, person
from aegis_catalog.domain.reasons import required_reason, short_reason
from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import RuleBroken
from aegis_kernel.rights import Caller

CauseName = Literal["upstream_changed", "mapping", "intel", "manual"]
ReviewState = Literal["current", "review_required", "reviewed"]


@dataclass(frozen=True, slots=True)
class Cause:
    """Why a technique waits. `fields` differ from what was last accepted; `detail` is for people; `by` flagged it."""

    since: datetime
    fields: tuple[str, ...] = ()
    detail: str = ""
    by: Person | None = None


def review_state(*, waits: bool, reviewed: bool) -> ReviewState:
    """`review_required` while a cause stands; else whether anybody has ever reviewed it."""
    if waits:
        return "review_required"
    return "reviewed" if reviewed else "current"


class TechniqueReview(Aggregate):
    """One technique's review. Its id and version are the technique's."""

    def __init__(
        self,
        technique_id: UUID,
        version: int,
        *,
        causes: Mapping[CauseName, Cause],
        reviewed_by: Person | None = None,
        reviewed_at: datetime | None = None,
    ) -> None:
        super().__init__(technique_id, version)
        self.causes: dict[CauseName, Cause] = dict(causes)
        self.reviewed_by = reviewed_by
        self.reviewed_at = reviewed_at
        self.settled: frozenset[CauseName] = frozenset()
        """The causes that were settled since this was read: the technique as it is now is accepted."""

    @property
    def state(self) -> ReviewState:
        return review_state(waits=bool(self.causes), reviewed=self.reviewed_at is not None)

    def flag(self, caller: Caller, at: datetime, reason: str) -> None:
        """Asks for a review, with the reason. Raises `RuleBroken` when somebody has asked already."""
        if "manual" in self.causes:
            raise RuleBroken(
                "already_flagged", "Somebody has flagged this technique already; allowed: review, dismiss."
            )
        reason = required_reason(reason)
        self.causes["manual"] = Cause(since=at, detail=reason, by=person(caller))
        self.record(TechniqueFlagged(reason=reason))

    def review(self, caller: Caller, at: datetime, reason: str) -> None:
        """Accepts the technique as it is now. Raises `RuleBroken` when nothing waits."""
        self._settle()
        self.reviewed_by = person(caller)
        self.reviewed_at = at
        self.record(TechniqueReviewed(reason=short_reason(reason) or None))

    def dismiss(self, reason: str) -> None:
        """Lets the causes go, with the reason; who reviewed it last stays. Raises `RuleBroken` when nothing waits."""
        reason = required_reason(reason)
        self._settle()
        self.record(ReviewDismissed(reason=reason))

    def _settle(self) -> None:
        if not self.causes:
            raise RuleBroken("nothing_to_review", f"The technique is {self.state}: nothing waits; allowed: flag.")
        self.settled |= self.causes.keys()
        self.causes.clear()
