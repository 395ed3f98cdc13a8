"""An admin says which actors and lists of techniques matter to us, and how much."""

from dataclasses import dataclass

from aegis_catalog.application.finding.ports import Finder, found
from aegis_catalog.application.profile.ports import Profiles
from aegis_catalog.domain.pointers import Pointers
from aegis_catalog.domain.profile import Profile, TechniqueList, Weighed
from aegis_catalog.domain.reasons import short_reason
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class ActorWeight:
    """An actor by id or group id."""

    actor: str
    weight: int = 1


@dataclass(frozen=True, slots=True)
class ListWeight:
    """A list of techniques by ids or public ids."""

    name: str
    techniques: tuple[str, ...]
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeProfileCommand:
    """What is None stays as it is; what is given takes its place whole. `reason` is told to the leads."""

    version: int | None
    actors: tuple[ActorWeight, ...] | None = None
    lists: tuple[ListWeight, ...] | None = None
    reason: str = ""


class ChangeProfile:
    """Raises `Stale`, `Forbidden`, `Invalid`."""

    def __init__(self, uow: UnitOfWork, profiles: Profiles, finder: Finder) -> None:
        self._uow = uow
        self._profiles = profiles
        self._finder = finder

    async def __call__(self, caller: Caller, command: ChangeProfileCommand) -> Profile:
        require(caller, Action.ORGANISATION_EDIT)
        reason = short_reason(command.reason)
        async with self._uow:
            profile = await self._profiles.get(expected=command.version)
            actors = profile.actors if command.actors is None else await self._weighed(command.actors)
            lists = profile.lists if command.lists is None else await self._lists(profile, command.lists)
            profile.change(actors, lists, reason)
            await self._profiles.save(profile)
            await self._uow.commit()
        return profile

    async def _weighed(self, given: tuple[ActorWeight, ...]) -> list[Weighed]:
        ids = await found(self._finder, "actor", [one.actor for one in given], "/actors")
        return [Weighed(id_, one.weight) for id_, one in zip(ids, given, strict=True)]

    async def _lists(self, profile: Profile, given: tuple[ListWeight, ...]) -> list[TechniqueList]:
        """The lists as given; a technique that stands on the list of that name already stays as it was named."""
        before = {one.name.lower(): one.techniques for one in profile.lists}
        lists = []
        for place, one in enumerate(given):
            ids = await found(self._finder, "technique", one.techniques, f"/lists/{place}/techniques")
            wanted = await self._finder.pointers(ids)
            led = {pointer.technique_id for pointer in wanted}
            kept = [old for old in before.get(one.name.lower(), Pointers()) if old.technique_id in led]
            lists.append(TechniqueList(one.name, one.weight, Pointers(kept).with_(wanted)))
        return lists
