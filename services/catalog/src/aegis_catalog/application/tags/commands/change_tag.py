"""Somebody renames a tag, retires it, or brings it back."""

from dataclasses import dataclass
from uuid import UUID

from aegis_catalog.application.tags.ports import Tags
from aegis_catalog.domain.tags import Tag
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeTagCommand:
    """What is None stays as it is."""

    tag_id: UUID
    version: int | None
    name: str | None = None
    retired: bool | None = None


class ChangeTag:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`, `Conflict`."""

    def __init__(self, uow: UnitOfWork, tags: Tags) -> None:
        self._uow = uow
        self._tags = tags

    async def __call__(self, caller: Caller, command: ChangeTagCommand) -> Tag:
        require(caller, Action.TAGS_EDIT)
        async with self._uow:
            tag = await self._tags.get(command.tag_id, expected=command.version)
            tag.change(
                name=tag.name if command.name is None else command.name,
                retired=tag.retired if command.retired is None else command.retired,
            )
            await self._tags.save(tag)
            await self._uow.commit()
        return tag
