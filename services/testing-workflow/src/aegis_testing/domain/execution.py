"""Executions: what red ran, where, when, and what came of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aegis_kernel.errors import Fault
from aegis_testing.domain.limits import MAX_WORD, raise_if_any, text_fault
from aegis_testing.domain.words import Origin, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """One run. A start or end of None is unknown, and never guessed."""

    id: UUID
    platform: str
    environment: str
    outcome: Outcome
    source: str = ""
    target: str = ""
    user: str = ""
    process_id: int | None = None
    command: str = ""
    started_at: datetime | None = None
    ended_at: datetime | None = None
    exit_code: int | None = None
    clean_up_done: bool = False
    origin: Origin = "manual"


AMENDABLE = frozenset({"source", "target", "user", "process_id", "clean_up_done"})
"""What may change without a move after the side has closed; the rest is what the other side's work rests on."""

RESTED_ON = frozenset({"platform", "environment", "outcome", "started_at", "ended_at"})
"""What blue's approval rests on: when one of these changes it lapses."""


def check_execution(execution: Execution) -> None:
    """Raises `Invalid` with all that is wrong with an execution by itself."""
    raise_if_any(_faults(execution))


def _faults(execution: Execution) -> Iterator[Fault | None]:
    yield text_fault("/platform", execution.platform, characters=MAX_WORD, needed=True)
    yield text_fault("/environment", execution.environment, characters=MAX_WORD, needed=True)
    for name in ("source", "target", "user"):
        yield text_fault(f"/{name}", getattr(execution, name), characters=MAX_WORD)
    yield text_fault("/command", execution.command)
    if execution.started_at and execution.ended_at and execution.ended_at < execution.started_at:
        yield Fault("/ended_at", "It ends before it starts.", "ends_before_start")
