"""A lead says what we have done about defences: one, or many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from aegis_catalog.application.defences.ports import Implementations
from aegis_catalog.application.finding.ports import Finder
from aegis_catalog.domain.implementation import Implementation, ImplementationTold, implemented
from aegis_catalog.domain.people import person
from aegis_catalog.domain.reasons import short_reason
from aegis_contracts.words import ImplementationStatus
from aegis_kernel.bulk import Outcome, require_all
from aegis_kernel.clock import Clock
from aegis_kernel.errors import DomainError, Fault, Invalid, NotFound
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class DefenceImplemented:
    """One defence by id or D3FEND id; the tool by id."""

    defence: str
    status: ImplementationStatus
    tool: str | None = None
    owner: str | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImplementDefencesCommand:
    items: Sequence[DefenceImplemented]
    reason: str = ""
    atomic: bool = False


class ImplementDefences:
    """A result for each. Raises `Forbidden`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, implementations: Implementations, finder: Finder, clock: Clock) -> None:
        self._uow = uow
        self._implementations = implementations
        self._finder = finder
        self._clock = clock

    async def __call__(self, caller: Caller, command: ImplementDefencesCommand) -> Sequence[Outcome]:
        require(caller, Action.DEFENCES_EDIT)
        reason = short_reason(command.reason)
        async with self._uow:
            defences = await self._finder.find("defence", [item.defence for item in command.items])
            tools = await self._finder.find("tool", [item.tool or "" for item in command.items])
            present = await self._implementations.of([id_ for id_ in defences if id_ is not None])
            changed: dict[UUID, Implementation] = {}
            outcomes: list[Outcome] = []
            for item, defence, tool in zip(command.items, defences, tools, strict=True):
                try:
                    outcomes.append(self._one(item, defence, tool, present.get(defence) if defence else None, changed))
                except DomainError as refused:
                    outcomes.append(refused)
            if command.atomic:
                require_all(outcomes)
            await self._implementations.save(list(changed.values()), person(caller), reason or None)
            await self._uow.commit()
        return outcomes

    def _one(
        self,
        item: DefenceImplemented,
        defence: UUID | None,
        tool: UUID | None,
        present: Implementation | None,
        changed: dict[UUID, Implementation],
    ) -> UUID:
        if defence is None:
            raise NotFound("defence_not_found", "There is no such defence.")
        if item.tool is not None and tool is None:
            detail = "There is no such tool."
            raise Invalid("tool_not_found", detail, [Fault("/tool", detail, "tool_not_found")])
        if defence in changed:
            detail = "It stands in the list twice."
            raise Invalid("repeated", detail, [Fault("/defence", detail, "repeated")])
        told = ImplementationTold(status=item.status, tool_id=tool, owner=item.owner, since=item.since)
        after = implemented(defence, present, told, self._clock.now())
        if after is not None:
            changed[defence] = after
        return defence
