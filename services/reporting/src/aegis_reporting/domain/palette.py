"""Colours and values of what a matrix shows: told apart by lightness too, for people who confuse red and green."""

from collections.abc import Mapping

STATUSES = ("validated", "partial", "not_covered", "in_progress", "not_evaluated")
"""Coverage statuses, best first."""

STATUS_COLOURS: Mapping[str, str] = {
    "validated": "#1a9850",
    "partial": "#fee08b",
    "not_covered": "#d73027",
    "in_progress": "#91bfdb",
    "not_evaluated": "#e6e6e6",
}

STATUS_VALUES: Mapping[str, int] = {"validated": 100, "partial": 50, "not_covered": 0}
"""A status as points, for tools that sort and average. What is not known has none."""

GRADIENT = ("#d73027", "#fee08b", "#1a9850")
"""From 0 to 100 points."""

NOT_EVALUATED_COLOUR = STATUS_COLOURS["not_evaluated"]
