"""What associations need; all of it is set-based."""

from collections.abc import Sequence
from typing import Literal, Protocol
from uuid import UUID

from aegis_catalog.domain.people import Person

Verdict = Literal["confirmed", "dismissed"]
Pair = tuple[UUID, UUID]
"""A rule and a template."""


class Associations(Protocol):
    """People's verdicts on rules for templates. Candidates that nobody decided on are a query, never kept."""

    async def set(self, pairs: Sequence[Pair], verdict: Verdict | None, by: Person, reason: str) -> None:
        """Keeps the verdict on each, or takes it back (None); the same again changes nothing. Tells of the templates
        whose confirmed rules changed."""
        ...
