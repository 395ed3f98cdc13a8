"""How a rule stood in our tools over time."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from msgspec import Struct

from aegis_catalog.application.views.content import PersonRef
from aegis_contracts.words import DeploymentStatus
from aegis_kernel.errors import NotFound
from aegis_kernel.rights import Action, Caller, require


class DeploymentPeriod(Struct, frozen=True):
    """It held from `since` until `until`; null: still. `at` is when somebody said so."""

    tool_id: UUID
    tool: str | None
    version: int
    status: DeploymentStatus
    since: datetime
    until: datetime | None
    local_id: str | None
    owner: str | None
    by: PersonRef
    at: datetime


class DeploymentPeriods(Struct, frozen=True):
    """The newest first, at most 500."""

    items: list[DeploymentPeriod]


class PeriodReader(Protocol):
    async def of(self, rule_id: UUID) -> list[DeploymentPeriod] | None:
        """None: there is no such rule."""
        ...


class RulePeriods:
    """Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: PeriodReader) -> None:
        self._reader = reader

    async def __call__(self, caller: Caller, rule_id: UUID) -> DeploymentPeriods:
        require(caller, Action.CONTENT_READ)
        found = await self._reader.of(rule_id)
        if found is None:
            raise NotFound("rule_not_found", "There is no such rule.")
        return DeploymentPeriods(found)
