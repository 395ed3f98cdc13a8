"""What actors of our own need."""

from typing import Protocol
from uuid import UUID

from aegis_catalog.domain.own_actor import OwnActor


class OwnActors(Protocol):
    """The actors of our own among all others."""

    async def get(self, actor: str, *, expected: int | None) -> OwnActor:
        """The one with this id or label. Raises `NotFound`, `Stale`, and `RuleBroken` for one of upstream's, which is
        never edited here."""
        ...

    async def clone_of(self, actor: str, new_id: UUID) -> OwnActor:
        """A new one that says of itself what any other actor, by id or public id, does: all of its own uses and those
        of its campaigns, and its software; without a label. Raises `NotFound`."""
        ...

    async def save(self, actor: OwnActor) -> None:
        """Keeps a new or changed one, and tells of it. Raises `Stale`, and `Conflict` when another has its label."""
        ...
