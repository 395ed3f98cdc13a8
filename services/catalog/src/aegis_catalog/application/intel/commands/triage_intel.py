"""Somebody keeps or dismisses entries of feeds: one, or many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from aegis_catalog.application.intel.ports import IntelTriages
from aegis_catalog.domain.people import person
from aegis_catalog.domain.reasons import short_reason
from aegis_contracts.words import IntelTriage
from aegis_kernel.bulk import Outcome, require_all
from aegis_kernel.errors import NotFound
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageIntelCommand:
    """``new`` takes back what was made of them."""

    item_ids: Sequence[UUID]
    triage: IntelTriage
    reason: str = ""
    atomic: bool = False


class TriageIntel:
    """A result for each; the same again changes nothing. Raises `Forbidden`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, triages: IntelTriages) -> None:
        self._uow = uow
        self._triages = triages

    async def __call__(self, caller: Caller, command: TriageIntelCommand) -> Sequence[Outcome]:
        require(caller, Action.INTEL_TRIAGE)
        reason = short_reason(command.reason)
        async with self._uow:
            ids = list(dict.fromkeys(command.item_ids))
            there = await self._triages.set(ids, command.triage, person(caller), reason)
            outcomes: list[Outcome] = [
                id_ if id_ in there else NotFound("intel_item_not_found", "There is no such intel item.")
                for id_ in command.item_ids
            ]
            if command.atomic:
                require_all(outcomes)
            await self._uow.commit()
        return outcomes
