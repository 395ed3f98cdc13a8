"""Our review policy: how many people have to look at a result, and how far clocks may disagree."""

from typing import Literal

from aegis_catalog.domain.events import PolicyChanged
from aegis_catalog.domain.reasons import short_reason
from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import Fault, Invalid
from aegis_kernel.ids import named_id

Review = Literal["dual", "single", "self"]

POLICY_ID = named_id("catalog", "organisation", "policy")
SKEW_MOST_SECONDS = 86_400


class Policy(Aggregate):
    """The organisation's review policy."""

    def __init__(self, version: int = 0, *, review: Review = "dual", skew_tolerance_seconds: int = 120) -> None:
        super().__init__(POLICY_ID, version)
        self.review: Review = review
        self.skew_tolerance_seconds = skew_tolerance_seconds

    def begin(self) -> None:
        """Takes up the defaults, at the first start."""
        self.record(PolicyChanged())

    def change(self, *, review: Review, skew_tolerance_seconds: int, reason: str = "") -> None:
        """Sets both; what is the same already changes nothing. Raises `Invalid`."""
        reason = short_reason(reason)
        if not 0 <= skew_tolerance_seconds <= SKEW_MOST_SECONDS:
            detail = f"From 0 to {SKEW_MOST_SECONDS} seconds."
            raise Invalid("policy_invalid", detail, [Fault("/skew_tolerance_seconds", detail, "out_of_range")])
        wanted = {"review": review, "skew_tolerance_seconds": skew_tolerance_seconds}
        old = {name: getattr(self, name) for name, value in wanted.items() if getattr(self, name) != value}
        if old:
            self.review = review
            self.skew_tolerance_seconds = skew_tolerance_seconds
            self.record(PolicyChanged(changed=old, reason=reason or None))
