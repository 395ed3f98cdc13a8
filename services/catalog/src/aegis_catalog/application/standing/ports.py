"""What is kept of scores and tests; set-based."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from aegis_contracts.scoring_scores import TechniqueScore


@dataclass(frozen=True, slots=True)
class ScoreOf:
    """A technique's score in one version."""

    version: int
    score: TechniqueScore


@dataclass(frozen=True, slots=True)
class UseOf:
    """When a test used its technique, and its template if it has one: None as long as it has not. `gone`: the test is
    no longer there. `drafted_id` is the technique that it was drafted of, whatever has followed that."""

    test_id: UUID
    version: int
    technique_id: UUID
    used_at: datetime | None
    gone: bool
    template_id: UUID | None = None
    drafted_id: UUID | None = None


class Standings(Protocol):
    """One row a technique. What is older than what is kept is left aside."""

    async def note_scores(self, scores: Sequence[ScoreOf]) -> None:
        """Notes statuses, flags and formulas."""
        ...

    async def note_uses(self, uses: Sequence[UseOf]) -> None:
        """Notes when tests used techniques, and each technique's and template's latest."""
        ...
