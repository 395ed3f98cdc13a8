"""Somebody makes a threat actor of our own."""

from dataclasses import dataclass, replace

from aegis_catalog.application.finding.ports import Finder, found
from aegis_catalog.application.own_actors.named import NamedUse
from aegis_catalog.application.own_actors.ports import OwnActors
from aegis_catalog.domain.own_actor import ActorTold, OwnActor, Used
from aegis_kernel.clock import Clock
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AddActorCommand:
    """`techniques` and `software` by ids or public ids; `told` has no software."""

    told: ActorTold
    techniques: tuple[NamedUse, ...] = ()
    software: tuple[str, ...] = ()


class AddActor:
    """Raises `Forbidden`, `Invalid`, `Conflict`."""

    def __init__(self, uow: UnitOfWork, actors: OwnActors, finder: Finder, clock: Clock, ids: Ids) -> None:
        self._uow = uow
        self._actors = actors
        self._finder = finder
        self._clock = clock
        self._ids = ids

    async def __call__(self, caller: Caller, command: AddActorCommand) -> OwnActor:
        require(caller, Action.ACTORS_EDIT)
        async with self._uow:
            named = [use.technique for use in command.techniques]
            ids = await found(self._finder, "technique", named, "/techniques")
            pointers = {one.named: one for one in await self._finder.pointers(ids)}
            uses = [Used(pointers[id_], use.description) for id_, use in zip(ids, command.techniques, strict=True)]
            software = await found(self._finder, "software", command.software, "/software")
            actor = OwnActor(self._ids.new(), replace(command.told, software=tuple(software)), uses)
            actor.begin(self._clock.now())
            await self._actors.save(actor)
            await self._uow.commit()
        return actor
