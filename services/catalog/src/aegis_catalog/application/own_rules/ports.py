"""What rules of our own need."""

from typing import Protocol
from uuid import UUID

from aegis_catalog.domain.own_rule import OwnRule


class OwnRules(Protocol):
    """The detection rules of our own among all others."""

    async def get(self, rule_id: UUID, *, expected: int | None) -> OwnRule:
        """It is locked until the transaction ends. Raises `NotFound`, `Stale`, and `RuleBroken` for one of upstream's,
        which is never edited here."""
        ...

    async def save(self, rule: OwnRule) -> None:
        """Keeps a new or changed one, and tells of it."""
        ...
