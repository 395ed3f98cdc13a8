"""Somebody brings a retired threat actor of our own back."""

from dataclasses import dataclass

from aegis_catalog.application.own_actors.ports import OwnActors
from aegis_catalog.domain.own_actor import OwnActor
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ReinstateActorCommand:
    actor: str
    version: int | None
    reason: str


class ReinstateActor:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, actors: OwnActors, clock: Clock) -> None:
        self._uow = uow
        self._actors = actors
        self._clock = clock

    async def __call__(self, caller: Caller, command: ReinstateActorCommand) -> OwnActor:
        require(caller, Action.ACTORS_EDIT)
        async with self._uow:
            actor = await self._actors.get(command.actor, expected=command.version)
            actor.reinstate(command.reason, self._clock.now())
            await self._actors.save(actor)
            await self._uow.commit()
        return actor
