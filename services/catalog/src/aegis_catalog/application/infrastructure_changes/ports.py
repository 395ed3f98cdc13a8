"""What changes need."""

from typing import Protocol
from uuid import UUID

from aegis_catalog.domain.infrastructure_change import InfrastructureChange


class InfrastructureChanges(Protocol):
    """All changes, withdrawn ones too."""

    async def get(self, change_id: UUID, *, expected: int | None) -> InfrastructureChange:
        """Raises `NotFound`, `Stale`."""
        ...

    async def save(self, change: InfrastructureChange) -> None:
        """Keeps a new or changed one and publishes what was recorded. Raises `Stale`."""
        ...
