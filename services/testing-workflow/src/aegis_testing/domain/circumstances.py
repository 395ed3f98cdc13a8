"""What a rule needs to know besides the test: the instant, the organisation's policy, how often it was retested."""

from dataclasses import dataclass, field
from datetime import datetime

from aegis_testing.domain.words import ReviewPolicy


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How the organisation reviews, and how far clocks may disagree. The defaults hold until it says otherwise."""

    review: ReviewPolicy = "dual"
    skew_tolerance_seconds: int = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """`retests` counts those of the test's original that are neither deleted nor cancelled."""

    now: datetime
    policy: Policy = field(default_factory=Policy)
    retests: int = 0
