"""An admin says otherwise what a technique of our own is."""

from dataclasses import dataclass, replace

from aegis_catalog.application.finding.ports import Finder, found
from aegis_catalog.application.own_techniques.ports import OwnTechniques
from aegis_catalog.domain.own_technique import OwnTechnique
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class EditTechniqueCommand:
    """What is None stays as it is; an empty address takes it away."""

    technique: str
    version: int | None
    name: str | None = None
    tactics: tuple[str, ...] | None = None
    description: str | None = None
    platforms: tuple[str, ...] | None = None
    url: str | None = None


class EditTechnique:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, techniques: OwnTechniques, finder: Finder, clock: Clock) -> None:
        self._uow = uow
        self._techniques = techniques
        self._finder = finder
        self._clock = clock

    async def __call__(self, caller: Caller, command: EditTechniqueCommand) -> OwnTechnique:
        require(caller, Action.TECHNIQUES_EDIT)
        async with self._uow:
            technique = await self._techniques.get(command.technique, expected=command.version)
            old, tactics = technique.told, command.tactics
            told = replace(
                old,
                name=old.name if command.name is None else command.name,
                tactics=old.tactics
                if tactics is None
                else tuple(await found(self._finder, "tactic", tactics, "/tactics")),
                description=old.description if command.description is None else command.description,
                platforms=old.platforms if command.platforms is None else command.platforms,
                url=old.url if command.url is None else command.url or None,
            )
            technique.edit(told, await self._techniques.tactics_of(old.domain), self._clock.now())
            await self._techniques.save(technique)
            await self._uow.commit()
        return technique
