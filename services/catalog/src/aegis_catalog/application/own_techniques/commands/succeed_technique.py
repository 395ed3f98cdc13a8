"""An admin lets another technique, upstream's as a rule, take the place of one of our own."""

from dataclasses import dataclass

from aegis_catalog.application.finding.ports import Finder
from aegis_catalog.application.own_techniques.ports import OwnTechniques
from aegis_catalog.domain.own_technique import OwnTechnique
from aegis_kernel.clock import Clock
from aegis_kernel.errors import Fault, Invalid
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class SucceedTechniqueCommand:
    """`successor` by id or public id."""

    technique: str
    version: int | None
    successor: str
    reason: str


class SucceedTechnique:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, techniques: OwnTechniques, finder: Finder, clock: Clock) -> None:
        self._uow = uow
        self._techniques = techniques
        self._finder = finder
        self._clock = clock

    async def __call__(self, caller: Caller, command: SucceedTechniqueCommand) -> OwnTechnique:
        require(caller, Action.TECHNIQUES_EDIT)
        async with self._uow:
            technique = await self._techniques.get(command.technique, expected=command.version)
            [successor] = await self._finder.find("technique", [command.successor])
            if successor is None:
                detail = f"There is no such technique: {command.successor[:100]}."
                raise Invalid("technique_not_found", detail, [Fault("/successor", detail, "technique_not_found")])
            technique.hand_over(successor, command.reason, self._clock.now())
            await self._techniques.save(technique)
            await self._uow.commit()
        return technique
