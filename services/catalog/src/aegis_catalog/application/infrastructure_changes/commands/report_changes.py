"""Somebody, or a script, reports many changes of the infrastructure at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aegis_catalog.application.finding.ports import Finder
from aegis_catalog.application.infrastructure_changes.ports import InfrastructureChanges
from aegis_catalog.application.infrastructure_changes.telling import ToldChange, looked_up
from aegis_catalog.application.organisation.ports import Scopes
from aegis_catalog.domain.infrastructure_change import InfrastructureChange
from aegis_catalog.domain.people import person
from aegis_kernel.bulk import Outcome, require_all
from aegis_kernel.clock import Clock
from aegis_kernel.errors import DomainError
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportChangesCommand:
    """`atomic`: all or none."""

    items: Sequence[ToldChange]
    atomic: bool = False


class ReportChanges:
    """What became of each. Raises `Forbidden`, `Invalid`."""

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

    async def __call__(self, caller: Caller, command: ReportChangesCommand) -> list[Outcome]:
        require(caller, Action.CHANGES_REPORT)
        now = self._clock.now()
        async with self._uow:
            reported = [await self._reported(caller, told, now) for told in command.items]
            outcomes = [one.id if isinstance(one, InfrastructureChange) else one for one in reported]
            if command.atomic:
                require_all(outcomes)
            for one in reported:
                if isinstance(one, InfrastructureChange):
                    await self._changes.save(one)
            await self._uow.commit()
        return outcomes

    async def _reported(self, caller: Caller, told: ToldChange, now: datetime) -> InfrastructureChange | DomainError:
        try:
            found = await looked_up(told, now, self._finder, self._scopes)
            change = InfrastructureChange(self._ids.new(), found, person(caller), now)
            change.report()
        except DomainError as refused:
            return refused
        return change
