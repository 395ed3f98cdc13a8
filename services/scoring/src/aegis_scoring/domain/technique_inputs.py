"""Everything that a technique's score is made from, as it was known at one instant."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from aegis_scoring.domain.lines import Line

Tactics: TypeAlias = frozenset[UUID]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """What a rule did in its latest validated applicable test, whose attack began at `attacked_at`."""

    fired: bool
    attacked_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A detection rule for the technique. `enabled`: deployed and switched on in at least one of our tools."""

    id: UUID
    enabled: bool = False
    latest: Evaluation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Defence:
    """A defence that D3FEND names against the technique."""

    id: UUID
    implemented: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The technique's tests by where they stand. `started` counts those under way, `drafts` planned first tests,
    `open_retests` retests not validated yet. `validated`, `proven` and `red_approved_at` (of the latest red approval)
    serve the preset `seed`, which counts tests rather than lines."""

    drafts: int = 0
    open_retests: int = 0
    started: int = 0
    validated: int = 0
    proven: int = 0
    red_approved_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TechniqueInputs:
    """`platforms` are the technique's platforms in scope. Order of lines, rules and defences means nothing."""

    platforms: tuple[str, ...] = ()
    tactics: Tactics = frozenset()
    lines: tuple[Line, ...] = ()
    rules: tuple[Rule, ...] = ()
    defences: tuple[Defence, ...] = ()
    work: Work = Work()
    review_required: bool = False

    @property
    def tests(self) -> int:
        """How many validated applicable tests stand behind the lines."""
        return sum(line.tests for line in self.lines)
