"""How a defence was implemented over time."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.views.content import PersonRef
from aegis_contracts.words import ImplementationStatus
from aegis_kernel.errors import NotFound
from aegis_kernel.rights import Action, Caller, require


class ImplementationPeriod(Struct, frozen=True):
    """It held from `since` until `until`; null: still. `at` is when somebody said so."""

    version: int
    implementation: ImplementationStatus
    since: datetime
    until: datetime | None
    tool_id: UUID | None
    tool: str | None
    owner: str | None
    by: PersonRef
    at: datetime


class ImplementationPeriods(Struct, frozen=True):
    """The newest first, at most 500."""

    items: list[ImplementationPeriod]


class ImplementationReader(Protocol):
    async def of(self, defence: str) -> list[ImplementationPeriod] | None:
        """None: there is no such defence."""
        ...


class DefencePeriods:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: ImplementationReader) -> None:
        self._reader = reader

    async def __call__(self, caller: Caller, defence: str) -> ImplementationPeriods:
        require(caller, Action.CONTENT_READ)
        found = await self._reader.of(defence)
        if found is None:
            raise NotFound("defence_not_found", "There is no such defence.")
        return ImplementationPeriods(found)
