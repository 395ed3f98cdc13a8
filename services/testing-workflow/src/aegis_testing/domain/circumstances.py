"""What a rule needs to know besides the test: the instant, the organisation's policy, how often it was retested."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from aegis_testing.domain.words import ReviewPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How the organisation reviews, and how far clocks may disagree. The defaults hold until it says otherwise."""

    review: ReviewPolicy = "dual"
    skew_tolerance_seconds: int = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class InCampaign:
    """The campaign that a test is in, as far as it decides about the start: `unmet` says in words what it waits for."""

    name: str
    active: bool
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    unmet: tuple[str, ...] = ()
    restricted: bool = False
    members: frozenset[UUID] = frozenset()

    def open_at(self, at: datetime) -> bool:
        """Whether `at` is in its window."""
        return (self.starts_at is None or self.starts_at <= at) and (self.ends_at is None or at <= self.ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """`retests` counts those of the test's original that are neither deleted nor cancelled. `reason` is the caller's,
    for a start outside its campaign's window."""

    now: datetime
    policy: Policy = field(default_factory=Policy)
    retests: int = 0
    campaign: InCampaign | None = None
    reason: str = ""
