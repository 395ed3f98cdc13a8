"""What the use cases of upgrades need."""

from typing import Protocol
from uuid import UUID

from aegis_catalog.domain.upgrade import Candidate, Target, Upgrade


class Upgrades(Protocol):
    """All upgrades, in the open unit of work. Whoever has got one decides alone: nobody else does meanwhile."""

    async def get(self, upgrade_id: UUID, *, expected: int | None) -> Upgrade:
        """Raises `NotFound`, `Stale`."""
        ...

    async def candidate(self, upgrade: Upgrade, technique: str) -> Candidate:
        """The technique with this id or public id, in either release of the upgrade. Raises `NotFound`."""
        ...

    async def target(self, upgrade: Upgrade, technique: str) -> Target:
        """The technique with this id or public id, in the release that the upgrade leads to, or one of our own. Raises
        `Invalid`, for the field ``target``, when there is none."""
        ...

    async def save(self, upgrade: Upgrade) -> None:
        """Keeps it, and asks import for the run that somebody requested. Raises `Stale`."""
        ...
