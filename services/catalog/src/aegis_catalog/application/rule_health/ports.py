"""What is kept of rules in tests; set-based."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TestedRules:
    """What a test says of rules once it is validated; before that, and once it is gone, nothing. `results` are rule,
    tool, whether it was expected, outcome, when; `lines` platform, environment, when it was attacked."""

    __test__ = False

    test_id: UUID
    version: int
    technique_id: UUID
    procedure: str
    validated_at: datetime | None
    results: Sequence[tuple[UUID, str, bool, str, datetime]] = ()
    lines: Sequence[tuple[str, str, datetime]] = ()


class RuleStandings(Protocol):
    """One row a rule that a validated test named."""

    async def note(self, tests: Sequence[TestedRules]) -> None:
        """Takes what is newer than what is kept, and counts the rules concerned anew."""
        ...

    async def look_at_cover(self, rule_ids: Collection[UUID]) -> None:
        """Looks again at who is alone on lines where one of these fired, after deployments changed."""
        ...
