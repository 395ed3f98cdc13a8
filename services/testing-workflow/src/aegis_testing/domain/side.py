"""One side of a test: red or blue. A value; each step gives the side after it."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Self
from uuid import UUID

from aegis_testing.domain.clocks import Clocks
from aegis_testing.domain.people import Person
from aegis_testing.domain.words import SideStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """`since` is when it came to its status; `claimed_at` when somebody took up the work.

    `workers` are all who ever worked on it: whoever stands there does not review it. A side that a lead rejected is
    `returned` with `rejected_at`, until somebody resumes it or the lead takes the vote back.
    """

    status: SideStatus = "open"
    since: datetime | None = None
    assignee: Person | None = None
    claimed_at: datetime | None = None
    submitted_at: datetime | None = None
    submitted_by: Person | None = None
    approved_at: datetime | None = None
    approved_by: Person | None = None
    rejected_at: datetime | None = None
    rejected_by: Person | None = None
    notes: str = ""
    clocks: Clocks = field(default_factory=Clocks)
    workers: frozenset[UUID] = frozenset()

    @property
    def closed(self) -> bool:
        """Whether its work is handed in."""
        return self.status in {"submitted", "approved"}

    @property
    def workable(self) -> bool:
        """Whether it can be worked on: open, or returned without a lead's rejection."""
        return self.status == "open" or (self.status == "returned" and self.rejected_at is None)

    def worked_on_by(self, person: UUID) -> bool:
        """Whether this is that person's own work: done by them, or theirs to do."""
        return person in self.workers or (self.assignee is not None and self.assignee.id == person)

    def taken_up(self, by: Person, at: datetime) -> Self:
        """Somebody works on it: returned work is open again."""
        opened = self.opened(at) if self.status == "returned" else self
        return replace(opened, workers=self.workers | {by.id}, claimed_at=self.claimed_at or at)

    def opened(self, at: datetime) -> Self:
        """Open for work again: recalled or resumed. What was handed in is so no more; when it was is in the history."""
        return replace(
            self,
            status="open",
            since=at,
            submitted_at=None,
            submitted_by=None,
            rejected_at=None,
            rejected_by=None,
        )

    def submitted(self, by: Person, at: datetime) -> Self:
        return replace(self.taken_up(by, at), status="submitted", since=at, submitted_at=at, submitted_by=by)

    def returned(self, at: datetime) -> Self:
        return replace(self, status="returned", since=at)

    def rejected(self, by: Person, at: datetime) -> Self:
        return replace(self.returned(at), rejected_at=at, rejected_by=by)

    def approved(self, by: Person, at: datetime) -> Self:
        return replace(self, status="approved", since=at, approved_at=at, approved_by=by)

    def undecided(self, at: datetime) -> Self:
        """Handed in and without a vote: one was taken back, or what it rested on has changed."""
        return replace(
            self,
            status="submitted",
            since=at,
            approved_at=None,
            approved_by=None,
            rejected_at=None,
            rejected_by=None,
        )
