"""What techniques of our own need."""

from collections.abc import Collection
from typing import Protocol
from uuid import UUID

from aegis_catalog.domain.content import Domain
from aegis_catalog.domain.own_technique import OwnTechnique


class OwnTechniques(Protocol):
    """The techniques of our own among all others."""

    async def get(self, technique: str, *, expected: int | None) -> OwnTechnique:
        """The one with this id or public id. Raises `NotFound`, `Stale`, and `RuleBroken` for one of upstream's, which
        is never edited here."""
        ...

    async def tactics_of(self, domain: Domain) -> Collection[UUID]:
        """The active tactics of a domain's matrix."""
        ...

    async def next_id(self, parent: UUID | None) -> str:
        """The public id that the next one gets, X0001 and so on; below one of our own X0001.001 and so on. Whoever asks
        is the only one until the transaction ends. Raises `Invalid` for a parent that is none."""
        ...

    async def save(self, technique: OwnTechnique) -> None:
        """Keeps a new or changed one, follows what it hands over, and tells of all that changed by that. Raises
        `Stale`."""
        ...
