"""Shift: one call moves all times of a side, when somebody's clock or time zone was off."""

from dataclasses import replace
from datetime import datetime, timedelta

from aegis_kernel.errors import Fault
from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import TestRecorded
from aegis_testing.domain.limits import raise_if_any
from aegis_testing.domain.people import Person
from aegis_testing.domain.recording.lapse import lapse_approval
from aegis_testing.domain.recording.worked import worked
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SideName

FARTHEST_SECONDS = 10 * 366 * 86_400
"""No clock is off by more than ten years."""


def shift_times(
    test: Test, side: SideName, offset_seconds: float, caller: Caller, circumstances: Circumstances
) -> None:
    """Adds `offset_seconds` to every known time of the side: starts and ends for red; alerts, telemetry, blocks and
    response for blue. Raises `RuleBroken` unless the side is open, `Invalid`."""
    ensure(test, "shift-times", caller, circumstances, side)
    if offset_seconds == 0 or abs(offset_seconds) > FARTHEST_SECONDS:
        detail = f"An offset lies within {FARTHEST_SECONDS} seconds and is not 0."
        raise_if_any([Fault("/offset_seconds", detail, "out_of_range")], detail)
    try:
        _shift(test, side, timedelta(seconds=offset_seconds))
    except OverflowError:
        raise_if_any([Fault("/offset_seconds", "A time would leave the calendar.", "out_of_range")])
    worked(test, side, caller, circumstances)
    if side == "red":
        lapse_approval(test, "blue", "Red's times were shifted.", caller, circumstances)
    test.moved(
        TestRecorded,
        move="shift-times",
        by=Person.of(caller),
        at=circumstances.now,
        before=test.state,
        side=side,
        reason=f"{offset_seconds:+g} s",
        also={f"{side}.times": (None, f"{offset_seconds:+g} s")},
    )


def _shift(test: Test, side: SideName, offset: timedelta) -> None:
    def moved(at: datetime | None) -> datetime | None:
        return None if at is None else at + offset

    if side == "red":
        test.executions = tuple(
            replace(one, started_at=moved(one.started_at), ended_at=moved(one.ended_at)) for one in test.executions
        )
        return
    observations = tuple(
        replace(
            one,
            telemetry_at=moved(one.telemetry_at),
            alerted_at=moved(one.alerted_at),
            acknowledged_at=moved(one.acknowledged_at),
            blocked_at=moved(one.blocked_at),
        )
        for one in test.observations
    )
    responded, contained = moved(test.responded_at), moved(test.contained_at)
    test.observations, test.responded_at, test.contained_at = observations, responded, contained
