"""What the organisation's use cases need."""

from typing import Protocol
from uuid import UUID

from aegis_catalog.domain.custom_fields import CustomField
from aegis_catalog.domain.policy import Policy
from aegis_catalog.domain.scope import Scope
from aegis_catalog.domain.teams import Team
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


class Teams(Protocol):
    """All teams."""

    async def get(self, team_id: UUID, *, expected: int | None) -> Team:
        """Raises `NotFound`, `Stale`."""
        ...

    async def save(self, team: Team) -> None:
        """Keeps a new or changed team and publishes what was recorded. Raises `Stale`, and `Conflict` when another has
        its name, whatever the case of letters."""
        ...


class CustomFields(Protocol):
    """All fields of our own."""

    async def get(self, field_id: UUID, *, expected: int | None) -> CustomField:
        """Raises `NotFound`, `Stale`."""
        ...

    async def others(self, field: CustomField) -> int:
        """How many fields beside this one are not retired. Whoever asks is the only one until the transaction ends."""
        ...

    async def save(self, field: CustomField) -> None:
        """Keeps a new or changed field and publishes what was recorded. Raises `Stale`, and `Conflict` when another has
        its name, whatever the case of letters."""
        ...
