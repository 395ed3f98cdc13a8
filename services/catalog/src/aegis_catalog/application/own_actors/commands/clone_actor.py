"""Somebody makes a threat actor of our own from another one."""

from dataclasses import dataclass, replace

from aegis_catalog.application.own_actors.ports import OwnActors
from aegis_catalog.domain.own_actor import OwnActor
from aegis_kernel.clock import Clock
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class CloneActorCommand:
    """`actor` is the one to clone, by id or public id. Without a name the clone has that of the other one with
    ``(own)`` behind it."""

    actor: str
    name: str | None = None
    label: str = ""


class CloneActor:
    """Raises `NotFound`, `Forbidden`, `Invalid`, `Conflict`."""

    def __init__(self, uow: UnitOfWork, actors: OwnActors, clock: Clock, ids: Ids) -> None:
        self._uow = uow
        self._actors = actors
        self._clock = clock
        self._ids = ids

    async def __call__(self, caller: Caller, command: CloneActorCommand) -> OwnActor:
        require(caller, Action.ACTORS_EDIT)
        async with self._uow:
            actor = await self._actors.clone_of(command.actor, self._ids.new())
            name = f"{actor.told.name[:90]} (own)" if command.name is None else command.name
            actor.told = replace(actor.told, name=name, label=command.label)
            actor.begin(self._clock.now())
            await self._actors.save(actor)
            await self._uow.commit()
        return actor
