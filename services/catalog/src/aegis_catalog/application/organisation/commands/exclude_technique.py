"""An admin leaves a technique out of scope."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from aegis_catalog.application.organisation.ports import Scopes
from aegis_catalog.application.techniques.ports import TechniqueIds
from aegis_catalog.domain.scope import Scope
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludeTechniqueCommand:
    """`technique` is an id or a public id; `until` is the last day, in the organisation's time zone."""

    version: int | None
    technique: str
    reason: str
    until: date | None = None


class ExcludeTechnique:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`, `Conflict`."""

    def __init__(self, uow: UnitOfWork, scopes: Scopes, techniques: TechniqueIds, clock: Clock) -> None:
        self._uow = uow
        self._scopes = scopes
        self._techniques = techniques
        self._clock = clock

    async def __call__(self, caller: Caller, command: ExcludeTechniqueCommand) -> Scope:
        require(caller, Action.ORGANISATION_EDIT)
        async with self._uow:
            scope = await self._scopes.get(expected=command.version)
            technique_id = await self._techniques.find(command.technique)
            today = self._clock.now().astimezone(ZoneInfo(scope.boundaries.time_zone)).date()
            scope.exclude(technique_id, command.reason, command.until, caller, today)
            await self._scopes.save(scope)
            await self._uow.commit()
        return scope
