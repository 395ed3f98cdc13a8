"""An admin takes back that a technique of our own was deprecated, retired or handed over."""

from dataclasses import dataclass

from aegis_catalog.application.own_techniques.ports import OwnTechniques
from aegis_catalog.domain.own_technique import OwnTechnique
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ReinstateTechniqueCommand:
    technique: str
    version: int | None
    reason: str


class ReinstateTechnique:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, techniques: OwnTechniques, clock: Clock) -> None:
        self._uow = uow
        self._techniques = techniques
        self._clock = clock

    async def __call__(self, caller: Caller, command: ReinstateTechniqueCommand) -> OwnTechnique:
        require(caller, Action.TECHNIQUES_EDIT)
        async with self._uow:
            technique = await self._techniques.get(command.technique, expected=command.version)
            technique.reinstate(command.reason, self._clock.now())
            await self._techniques.save(technique)
            await self._uow.commit()
        return technique
