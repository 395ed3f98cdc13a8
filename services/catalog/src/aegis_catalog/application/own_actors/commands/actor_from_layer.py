"""Somebody makes a threat actor of our own from a Navigator layer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aegis_catalog.application.finding.ports import Finder
from aegis_catalog.application.own_actors.documents.layer import read_layer
from aegis_catalog.application.own_actors.named import Made, looked_up
from aegis_catalog.application.own_actors.ports import OwnActors
from aegis_catalog.domain.own_actor import ActorTold, OwnActor
from aegis_kernel.clock import Clock
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorFromLayerCommand:
    """`layer` is the JSON as it was decoded. Without a name or a description the actor has the layer's."""

    layer: Mapping[str, Any]
    name: str | None = None
    label: str = ""
    description: str | None = None


class ActorFromLayer:
    """Ids that nobody knows are left out and named. Raises `Forbidden`, `Invalid`, `Conflict`."""

    def __init__(self, uow: UnitOfWork, actors: OwnActors, finder: Finder, clock: Clock, ids: Ids) -> None:
        self._uow = uow
        self._actors = actors
        self._finder = finder
        self._clock = clock
        self._ids = ids

    async def __call__(self, caller: Caller, command: ActorFromLayerCommand) -> Made:
        require(caller, Action.ACTORS_EDIT)
        layer = read_layer(command.layer)
        told = ActorTold(
            name=layer.name if command.name is None else command.name,
            label=command.label,
            description=layer.description if command.description is None else command.description,
        )
        async with self._uow:
            found = await looked_up(layer.techniques, self._finder)
            actor = OwnActor(self._ids.new(), told, found.uses)
            actor.begin(self._clock.now())
            await self._actors.save(actor)
            await self._uow.commit()
        return Made(actor, found.unknown, found.followed)
