"""Somebody says otherwise what a threat actor of our own is."""

from dataclasses import dataclass, replace

from aegis_catalog.application.finding.ports import Finder, found
from aegis_catalog.application.own_actors.named import NamedUse
from aegis_catalog.application.own_actors.ports import OwnActors
from aegis_catalog.domain.own_actor import OwnActor, Used
from aegis_kernel.clock import Clock
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class EditActorCommand:
    """What is None stays as it is; an empty country or address takes it away; a list takes the place of the whole
    one."""

    actor: str
    version: int | None
    name: str | None = None
    label: str | None = None
    aliases: tuple[str, ...] | None = None
    description: str | None = None
    country: str | None = None
    motivation: tuple[str, ...] | None = None
    url: str | None = None
    techniques: tuple[NamedUse, ...] | None = None
    software: tuple[str, ...] | None = None


class EditActor:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`, `RuleBroken`, `Conflict`."""

    def __init__(self, uow: UnitOfWork, actors: OwnActors, finder: Finder, clock: Clock) -> None:
        self._uow = uow
        self._actors = actors
        self._finder = finder
        self._clock = clock

    async def __call__(self, caller: Caller, command: EditActorCommand) -> OwnActor:
        require(caller, Action.ACTORS_EDIT)
        async with self._uow:
            actor = await self._actors.get(command.actor, expected=command.version)
            old, software = actor.told, command.software
            told = replace(
                old,
                name=old.name if command.name is None else command.name,
                label=old.label if command.label is None else command.label,
                aliases=old.aliases if command.aliases is None else command.aliases,
                description=old.description if command.description is None else command.description,
                country=old.country if command.country is None else command.country or None,
                motivation=old.motivation if command.motivation is None else command.motivation,
                url=old.url if command.url is None else command.url or None,
                software=old.software
                if software is None
                else tuple(await found(self._finder, "software", software, "/software")),
            )
            uses = actor.uses if command.techniques is None else await self._uses(actor, command.techniques)
            actor.edit(told, uses, self._clock.now())
            await self._actors.save(actor)
            await self._uow.commit()
        return actor

    async def _uses(self, actor: OwnActor, given: tuple[NamedUse, ...]) -> list[Used]:
        """The uses as given. One that is there already stays as it was named, with what it rests on."""
        ids = await found(self._finder, "technique", [use.technique for use in given], "/techniques")
        pointers = {one.named: one for one in await self._finder.pointers(ids)}
        before = {use.technique.technique_id: use for use in actor.uses}
        wanted = []
        for id_, use in zip(ids, given, strict=True):
            kept = before.get(pointers[id_].technique_id)
            if kept is None:
                wanted.append(Used(pointers[id_], use.description))
            else:
                wanted.append(replace(kept, description=use.description or kept.description))
        return wanted
