"""What stands in the way of working on a remediation."""

from collections.abc import Iterator

from aegis_testing.domain.obstacles.obstacle import Obstacle, state_obstacle
from aegis_testing.domain.test import Test


def to_remediate(test: Test) -> Iterator[Obstacle]:
    """Only a validation with a gap opens one; a retest that proved it closes it."""
    if test.state != "validated":
        yield state_obstacle("not_validated", "What a test found is remedied once it is validated.")
    elif test.remediation is None:
        yield state_obstacle("no_gap", "The test found no gap of its own that is to be remedied.", "/remediation")
    elif test.remediation.closed_at is not None:
        yield state_obstacle("closed", "A retest has proved it fixed.", "/remediation/closed_at")
