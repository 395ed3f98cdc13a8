"""Somebody makes a threat actor of our own from a STIX bundle."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aegis_catalog.application.finding.ports import Finder
from aegis_catalog.application.own_actors.documents.stix import read_bundle
from aegis_catalog.application.own_actors.named import Made, looked_up
from aegis_catalog.application.own_actors.ports import OwnActors
from aegis_catalog.domain.own_actor import ActorTold, OwnActor
from aegis_kernel.clock import Clock
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorFromStixCommand:
    """`bundle` is the JSON as it was decoded; `stix_id` chooses one of several actors in it. Without a name the actor
    has the bundle's."""

    bundle: Mapping[str, Any]
    stix_id: str | None = None
    name: str | None = None
    label: str = ""


class ActorFromStix:
    """Techniques that nobody knows are left out and named. Raises `Forbidden`, `Invalid`, `Conflict`."""

    def __init__(self, uow: UnitOfWork, actors: OwnActors, finder: Finder, clock: Clock, ids: Ids) -> None:
        self._uow = uow
        self._actors = actors
        self._finder = finder
        self._clock = clock
        self._ids = ids

    async def __call__(self, caller: Caller, command: ActorFromStixCommand) -> Made:
        require(caller, Action.ACTORS_EDIT)
        read = read_bundle(command.bundle, command.stix_id)
        told = ActorTold(
            name=read.name if command.name is None else command.name,
            label=command.label,
            aliases=read.aliases,
            description=read.description,
        )
        async with self._uow:
            found = await looked_up(read.techniques, self._finder)
            actor = OwnActor(self._ids.new(), told, found.uses)
            actor.begin(self._clock.now())
            await self._actors.save(actor)
            await self._uow.commit()
        return Made(actor, found.unknown, found.followed)
