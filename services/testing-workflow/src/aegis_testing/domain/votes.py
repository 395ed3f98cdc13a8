"""What leads decided, and what was done: both only ever grow."""

from dataclasses import dataclass
from datetime import datetime

from aegis_testing.domain.people import Person
from aegis_testing.domain.words import Decision, SideName, StateName


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """A lead's decision on a side."""

    side: SideName
    decision: Decision
    by: Person
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEntry:
    """One move: who made it when, from which state to which."""

    at: datetime
    by: Person
    move: str
    from_state: StateName
    to_state: StateName
    side: SideName | None = None
    reason: str = ""
