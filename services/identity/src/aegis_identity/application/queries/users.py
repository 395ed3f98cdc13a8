"""Users as they are read."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct

from aegis_identity.domain.words import UserKind
from aegis_kernel.paging import Page, PageRequest
from aegis_kernel.rights import Role

USER_SORTS: Mapping[str, Any] = {"name": str, "email": str, "created_at": datetime}
"""What users can be sorted by, and the type of its values."""


class UserView(Struct, frozen=True, kw_only=True):
    """A user. What concerns only themselves and admins (address, last sign-in, password) is null for others."""

    id: UUID
    kind: UserKind
    name: str
    roles: list[Role]
    teams: list[str]
    active: bool
    created_at: datetime
    version: int
    email: str | None = None
    last_signed_in_at: datetime | None = None
    has_password: bool | None = None
    must_change_password: bool | None = None


class UsersReader(Protocol):
    """Reads users, with all that there is of them."""

    async def page(self, request: PageRequest, filters: Mapping[str, Any]) -> Page[UserView]:
        """Filters: ``role``, ``team``, ``kind`` (lists), ``active``, ``q`` (in the name), ``q_all`` (address too)."""
        ...

    async def one(self, id_: UUID) -> UserView:
        """Raises `NotFound`."""
        ...


def for_others(user: UserView) -> UserView:
    """What anybody may see of a user."""
    return UserView(
        id=user.id,
        kind=user.kind,
        name=user.name,
        roles=user.roles,
        teams=user.teams,
        active=user.active,
        created_at=user.created_at,
        version=user.version,
    )
