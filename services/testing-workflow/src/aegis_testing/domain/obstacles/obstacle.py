"""One thing that stands in the way of a move."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from aegis_kernel.errors import Fault
from aegis_testing.domain.test import Test

Kind = Literal["state", "caller", "missing"]
"""The state does not know this move now; this caller may not make it; or something can still be supplied."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    kind: Kind
    fault: Fault


def state_obstacle(code: str, detail: str, pointer: str = "/state") -> Obstacle:
    return Obstacle("state", Fault(pointer, detail, code))


def caller_obstacle(code: str, detail: str, pointer: str = "") -> Obstacle:
    return Obstacle("caller", Fault(pointer, detail, code))


def missing(code: str, detail: str, pointer: str = "") -> Obstacle:
    return Obstacle("missing", Fault(pointer, detail, code))


def not_running(test: Test) -> Iterator[Obstacle]:
    """Why nobody can work on it or decide on it now: it is not started, over, or held."""
    if test.over:
        yield state_obstacle("over", f"The test is {test.state}.")
    elif test.started_at is None:
        yield state_obstacle("not_started", "The test is not started.")
    if test.held:
        yield state_obstacle("held", "The test is held; release it first.", "/held")
