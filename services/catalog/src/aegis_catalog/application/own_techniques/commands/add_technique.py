"""An admin makes a technique of our own."""

from dataclasses import dataclass

from aegis_catalog.application.finding.ports import Finder, found
from aegis_catalog.application.own_techniques.ports import OwnTechniques
from aegis_catalog.domain.content import Domain
from aegis_catalog.domain.own_technique import OwnTechnique, TechniqueTold
from aegis_kernel.clock import Clock
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTechniqueCommand:
    """Tactics and the parent by ids or public ids."""

    name: str
    domain: Domain
    tactics: tuple[str, ...]
    description: str = ""
    platforms: tuple[str, ...] = ()
    parent: str | None = None
    url: str | None = None


class AddTechnique:
    """Raises `Forbidden`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, techniques: OwnTechniques, finder: Finder, clock: Clock, ids: Ids) -> None:
        self._uow = uow
        self._techniques = techniques
        self._finder = finder
        self._clock = clock
        self._ids = ids

    async def __call__(self, caller: Caller, command: AddTechniqueCommand) -> OwnTechnique:
        require(caller, Action.TECHNIQUES_EDIT)
        async with self._uow:
            parents = [] if command.parent is None else [command.parent]
            parent_id = next(iter(await found(self._finder, "technique", parents, "/parent")), None)
            told = TechniqueTold(
                name=command.name,
                domain=command.domain,
                tactics=tuple(await found(self._finder, "tactic", command.tactics, "/tactics")),
                description=command.description,
                platforms=command.platforms,
                parent_id=parent_id,
                url=command.url,
            )
            technique = OwnTechnique(self._ids.new(), await self._techniques.next_id(parent_id), told)
            technique.begin(await self._techniques.tactics_of(command.domain), self._clock.now())
            await self._techniques.save(technique)
            await self._uow.commit()
        return technique
