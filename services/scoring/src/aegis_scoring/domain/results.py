"""What a test said of one line, and what that is worth."""

from collections.abc import Mapping
from enum import StrEnum


class Result(StrEnum):
    """The applicable results of a line; a test that is not applicable makes no line."""

    PREVENTED = "prevented"
    DETECTED = "detected"
    PARTIALLY_DETECTED = "partially_detected"
    NOT_DETECTED = "not_detected"


LINE_VALUES: Mapping[Result, float] = {
    Result.PREVENTED: 1.0,
    Result.DETECTED: 1.0,
    Result.PARTIALLY_DETECTED: 0.5,
    Result.NOT_DETECTED: 0.0,
}
"""Line value v (domain/scoring.md, "Line value")."""
