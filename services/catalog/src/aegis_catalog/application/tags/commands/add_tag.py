"""Somebody makes a tag."""

from dataclasses import dataclass

from aegis_catalog.application.finding.ports import Finder, found
from aegis_catalog.application.tags.ports import Tags
from aegis_catalog.domain.tags import Tag
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AddTagCommand:
    """`techniques` are ids or public ids of those that carry it at once."""

    name: str
    techniques: tuple[str, ...] = ()


class AddTag:
    """Raises `Forbidden`, `Invalid`, `Conflict`."""

    def __init__(self, uow: UnitOfWork, tags: Tags, finder: Finder, ids: Ids) -> None:
        self._uow = uow
        self._tags = tags
        self._finder = finder
        self._ids = ids

    async def __call__(self, caller: Caller, command: AddTagCommand) -> Tag:
        require(caller, Action.TAGS_EDIT)
        async with self._uow:
            tag = Tag(self._ids.new())
            tag.change(name=command.name, retired=False)
            techniques = await found(self._finder, "technique", command.techniques, "/techniques")
            tag.put(await self._finder.pointers(techniques), ())
            await self._tags.save(tag)
            await self._uow.commit()
        return tag
