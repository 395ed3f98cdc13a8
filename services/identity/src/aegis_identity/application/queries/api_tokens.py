"""API tokens as they are read: never their secret."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from msgspec import Struct

from aegis_kernel.paging import Page, PageRequest

TOKEN_SORTS: Mapping[str, Any] = {"name": str, "created_at": datetime, "expires_at": datetime}
"""What tokens can be sorted by, and the type of its values."""


class ApiTokenView(Struct, frozen=True, kw_only=True):
    """An API token. `hint` is how its secret begins."""

    id: UUID
    owner_id: UUID
    owner_name: str
    name: str
    scopes: list[str]
    hint: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None


class ApiTokensReader(Protocol):
    """Reads API tokens."""

    async def page(self, request: PageRequest, filters: Mapping[str, Any]) -> Page[ApiTokenView]:
        """Filters: ``owner`` (ids)."""
        ...

    async def one(self, id_: UUID) -> ApiTokenView:
        """Raises `NotFound`."""
        ...
