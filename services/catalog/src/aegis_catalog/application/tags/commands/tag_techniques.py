"""Somebody puts a tag on techniques, or takes it off."""

from dataclasses import dataclass
from uuid import UUID

from aegis_catalog.application.finding.ports import Finder, found
from aegis_catalog.application.tags.ports import Tags
from aegis_catalog.domain.tags import Tag
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class TagTechniquesCommand:
    """Techniques by id or public id. Those that carry it already, or do not, stay as they are."""

    tag_id: UUID
    version: int | None
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


class TagTechniques:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, tags: Tags, finder: Finder) -> None:
        self._uow = uow
        self._tags = tags
        self._finder = finder

    async def __call__(self, caller: Caller, command: TagTechniquesCommand) -> Tag:
        require(caller, Action.TAGS_EDIT)
        async with self._uow:
            tag = await self._tags.get(command.tag_id, expected=command.version)
            on = await found(self._finder, "technique", command.add, "/add")
            off = await found(self._finder, "technique", command.remove, "/remove")
            gone = [one.technique_id for one in await self._finder.pointers(off)]
            tag.put(await self._finder.pointers(on), [*off, *gone])
            await self._tags.save(tag)
            await self._uow.commit()
        return tag
