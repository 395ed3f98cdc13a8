"""Somebody says otherwise what changed in the infrastructure."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aegis_catalog.application.finding.ports import Finder
from aegis_catalog.application.infrastructure_changes.ports import InfrastructureChanges
from aegis_catalog.application.infrastructure_changes.telling import components_in, tools_in, units_in
from aegis_catalog.application.organisation.ports import Scopes
from aegis_catalog.domain.infrastructure_change import InfrastructureChange, ReportedChange
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectChangeCommand:
    """What is None stays as it is."""

    change_id: UUID
    version: int | None
    reason: str
    title: str | None = None
    at: datetime | None = None
    description: str | None = None
    tools: tuple[str, ...] | None = None
    platforms: tuple[str, ...] | None = None
    data_components: tuple[str, ...] | None = None
    business_units: tuple[str, ...] | None = None


class CorrectChange:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, changes: InfrastructureChanges, finder: Finder, scopes: Scopes) -> None:
        self._uow = uow
        self._changes = changes
        self._finder = finder
        self._scopes = scopes

    async def __call__(self, caller: Caller, command: CorrectChangeCommand) -> InfrastructureChange:
        require(caller, Action.CHANGES_REPORT)
        async with self._uow:
            change = await self._changes.get(command.change_id, expected=command.version)
            change.correct(await self._corrected(change.told, command), command.reason)
            await self._changes.save(change)
            await self._uow.commit()
        return change

    async def _corrected(self, old: ReportedChange, command: CorrectChangeCommand) -> ReportedChange:
        tools, components, units = command.tools, command.data_components, command.business_units
        return ReportedChange(
            title=old.title if command.title is None else command.title,
            at=old.at if command.at is None else command.at,
            description=old.description if command.description is None else command.description,
            tool_ids=old.tool_ids if tools is None else await tools_in(tools, self._finder),
            platforms=old.platforms if command.platforms is None else command.platforms,
            data_component_ids=(
                old.data_component_ids if components is None else await components_in(components, self._finder)
            ),
            business_units=old.business_units if units is None else await units_in(units, self._scopes),
        )
