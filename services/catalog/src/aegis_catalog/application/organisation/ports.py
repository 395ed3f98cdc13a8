"""What the organisation's use cases need."""

from typing import Protocol
from uuid import UUID

from aegis_catalog.domain.policy import Policy
from aegis_catalog.domain.scope import Scope
from aegis_catalog.domain.tool import Tool


class Scopes(Protocol):
    """The one scope; its defaults, with version 0, before it was ever saved."""

    async def get(self, *, expected: int | None = None) -> Scope:
        """Raises `Stale`."""
        ...

    async def save(self, scope: Scope) -> None:
        """Keeps it and publishes what was recorded. Raises `Stale`."""
        ...


class Policies(Protocol):
    """The one policy; its defaults, with version 0, before it was ever saved."""

    async def get(self, *, expected: int | None = None) -> Policy:
        """Raises `Stale`."""
        ...

    async def save(self, policy: Policy) -> None:
        """Keeps it and publishes what was recorded. Raises `Stale`."""
        ...


class Tools(Protocol):
    """All defence tools."""

    async def get(self, tool_id: UUID, *, expected: int | None) -> Tool:
        """Raises `NotFound`, `Stale`."""
        ...

    async def save(self, tool: Tool) -> None:
        """Keeps a new or changed tool and publishes what was recorded. Raises `Stale`, and `Conflict` when another
        tool has its name, whatever the case of letters."""
        ...
