"""Lines: (technique, procedure, platform, environment), each with its latest validated applicable test."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aegis_scoring.domain.results import LINE_VALUES, Result


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a technique as its latest validated applicable test left it.

    `attacked_at` is what age counts from, `validated_at` when the result became known. `tests` counts the validated
    applicable tests of the line so far.
    """

    procedure: str
    platform: str
    environment: str
    result: Result
    attacked_at: datetime
    validated_at: datetime
    test_id: UUID
    tests: int = 1

    @property
    def key(self) -> tuple[str, str, str]:
        """What names the line within its technique."""
        return (self.procedure, self.platform, self.environment)

    @property
    def full_value(self) -> float:
        """Its value while it has not expired."""
        return LINE_VALUES[self.result]


def latest_of_each(results: Iterable[Line]) -> list[Line]:
    """The lines that `results`, one a validated applicable test and line, come to.

    The latest is the one validated last (ties: attacked last, then the higher test id). Not the one attacked last: what
    two leads have decided most recently is what is known, and a new validation must always show (property I1, and the
    as-of rule "what was known when counts from `validated_at`").
    """
    kept: dict[tuple[str, str, str], Line] = {}
    for result in sorted(results, key=lambda line: (line.validated_at, line.attacked_at, line.test_id.int)):
        before = kept.get(result.key)
        counted = result.tests + (before.tests if before else 0)
        kept[result.key] = Line(
            procedure=result.procedure,
            platform=result.platform,
            environment=result.environment,
            result=result.result,
            attacked_at=result.attacked_at,
            validated_at=result.validated_at,
            test_id=result.test_id,
            tests=counted,
        )
    return list(kept.values())
