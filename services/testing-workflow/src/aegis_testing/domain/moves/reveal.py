"""Reveal: a blind test hides nothing any more. By a red lead, by blue's submit, or when its time has come."""

from dataclasses import replace
from datetime import datetime

from aegis_kernel.rights import Caller
from aegis_testing.domain.allowed import ensure
from aegis_testing.domain.circumstances import Circumstances
from aegis_testing.domain.events import TestRevealed
from aegis_testing.domain.people import Person
from aegis_testing.domain.test import Test


def reveal(test: Test, caller: Caller, circumstances: Circumstances) -> None:
    """Raises `RuleBroken`."""
    ensure(test, "reveal", caller, circumstances)
    show(test, Person.of(caller), circumstances.now)


def show(test: Test, by: Person, at: datetime) -> None:
    """Shows it because of what `by` did; nothing happens to a test that hides nothing."""
    if test.blind is None or not test.hidden:
        return
    state = test.state
    test.blind = replace(test.blind, revealed_at=at, revealed_by=by)
    test.moved(TestRevealed, move="reveal", by=by, at=at, before=state, also={"blind.revealed_at": (None, at)})


def show_in_time(test: Test, at: datetime) -> None:
    """Shows it because its time has come: nobody's move, so not in the history."""
    if test.blind is None or not test.hidden:
        return
    test.blind = replace(test.blind, revealed_at=at)
    test.happened(TestRevealed, at=at, differing={"blind.revealed_at": (None, at)})
