"""Somebody, or a script, reports a change of the infrastructure."""

from dataclasses import dataclass

from aegis_catalog.application.finding.ports import Finder
from aegis_catalog.application.infrastructure_changes.ports import InfrastructureChanges
from aegis_catalog.application.infrastructure_changes.telling import ToldChange, looked_up
from aegis_catalog.application.organisation.ports import Scopes
from aegis_catalog.domain.infrastructure_change import InfrastructureChange
from aegis_catalog.domain.people import person
from aegis_kernel.clock import Clock
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportChangeCommand:
    told: ToldChange


class ReportChange:
    """Raises `Forbidden`, `Invalid`."""

    def __init__(
        self,
        uow: UnitOfWork,
        changes: InfrastructureChanges,
        finder: Finder,
        scopes: Scopes,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._uow = uow
        self._changes = changes
        self._finder = finder
        self._scopes = scopes
        self._clock = clock
        self._ids = ids

    async def __call__(self, caller: Caller, command: ReportChangeCommand) -> InfrastructureChange:
        require(caller, Action.CHANGES_REPORT)
        now = self._clock.now()
        async with self._uow:
            told = await looked_up(command.told, now, self._finder, self._scopes)
            change = InfrastructureChange(self._ids.new(), told, person(caller), now)
            change.report()
            await self._changes.save(change)
            await self._uow.commit()
        return change
