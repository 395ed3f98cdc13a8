"""The state of a test: read off its facts, never kept as a second truth.

The database computes the same words from the same columns, for lists; a test holds the two together.
"""

from aegis_testing.domain.side import Side
from aegis_testing.domain.words import StateName

TERMINAL: frozenset[StateName] = frozenset({"validated", "cancelled"})


def state_of_sides(*, started: bool, cancelled: bool, red: Side, blue: Side) -> StateName:
    """The state that these facts amount to."""
    if cancelled:
        return "cancelled"
    if not started:
        return "draft"
    if red.status == "approved" and blue.status == "approved":
        return "validated"
    if red.rejected_at is not None or blue.rejected_at is not None:
        return "rejected"
    if not red.closed:
        return "red_executing"
    if not blue.closed:
        return "blue_evaluating"
    return "in_review"
