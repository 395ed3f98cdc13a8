"""What deployments need; all of it is set-based."""

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol
from uuid import UUID

from aegis_catalog.domain.deployment import Deployment, Place
from aegis_catalog.domain.deployment_sync import Known, SyncRow
from aegis_catalog.domain.people import Person


class Deployments(Protocol):
    """Rules in tools."""

    async def of(self, places: Collection[Place]) -> Mapping[Place, Deployment]:
        """The deployments at these places that are there. Their rules are locked until the transaction ends."""
        ...

    async def in_tool(self, tool_id: UUID) -> Mapping[UUID, Deployment]:
        """All in one tool, by rule. Nobody else syncs it until the transaction ends. Raises `NotFound`."""
        ...

    async def known(self, tool_id: UUID, rows: Sequence[SyncRow]) -> Known:
        """The rules that these rows may mean."""
        ...

    async def save(
        self, changed: Sequence[Deployment], by: Person, *, gone: Sequence[Deployment] = (), reason: str | None = None
    ) -> None:
        """Keeps those that changed, takes away those that are gone (in the version after their last), keeps the period
        before as history, tells of the rules, and looks again at which of them are sole cover."""
        ...
