"""The words of a test. Equal, word for word, to those of the published language; a test holds them so."""

from typing import Literal

SideName = Literal["red", "blue"]
SideStatus = Literal["open", "submitted", "approved", "returned"]
StateName = Literal["draft", "red_executing", "blue_evaluating", "in_review", "rejected", "validated", "cancelled"]
Outcome = Literal["succeeded", "partial", "blocked", "failed", "not_run"]
Origin = Literal["manual", "attire", "invoke_atomic", "caldera", "api", "imported"]
Rung = Literal["not_checked", "none", "telemetry", "alert"]
Prevention = Literal["none", "partial", "blocked"]
How = Literal["automatic", "hunted", "told"]
Vantage = Literal["source", "target", "network"]
RuleOutcome = Literal["fired", "silent", "not_evaluated"]
ResultName = Literal["prevented", "detected", "partially_detected", "not_detected", "not_applicable"]
ReviewPolicy = Literal["dual", "single", "self"]
RevealWhen = Literal["blue_submit", "at", "lead"]
Decision = Literal["approved", "rejected", "withdrawn"]
ClockName = Literal["waiting", "worked", "held"]
MoveName = Literal[
    "edit",
    "delete",
    "start",
    "assign",
    "claim",
    "record",
    "amend",
    "shift-times",
    "attach",
    "explain",
    "submit",
    "recall",
    "return",
    "approve",
    "reject",
    "withdraw",
    "resume",
    "hold",
    "release",
    "cancel",
    "retest",
    "rerun",
    "reveal",
    "tell",
    "correct",
    "approve-correction",
    "reject-correction",
    "withdraw-correction",
]

SIDES: tuple[SideName, SideName] = ("red", "blue")


def other(side: SideName) -> SideName:
    """The side across."""
    return "blue" if side == "red" else "red"
