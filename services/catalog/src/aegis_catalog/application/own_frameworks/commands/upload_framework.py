"""An admin uploads a framework of our own: a new one, or one in the place of what was uploaded before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from aegis_catalog.application.own_frameworks.ports import OwnFramework, OwnFrameworks, Uploaded
from aegis_catalog.domain.own_framework import FrameworkRow, FrameworkTold, checked, controls_in
from aegis_catalog.domain.people import person
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadFrameworkCommand:
    """`framework`, by id or slug, is what it replaces; then only what is not empty in `told` is said otherwise, and the
    slug stays. `dry_run`: only say what would follow."""

    told: FrameworkTold
    rows: Sequence[FrameworkRow]
    framework: str | None = None
    dry_run: bool = False


class UploadFramework:
    """The same table again changes nothing but the count of uploads. Raises `Forbidden`, `Invalid`, `Conflict`,
    `NotFound`, `RuleBroken`."""

    def __init__(self, uow: UnitOfWork, frameworks: OwnFrameworks, ids: Ids) -> None:
        self._uow = uow
        self._frameworks = frameworks
        self._ids = ids

    async def __call__(self, caller: Caller, command: UploadFrameworkCommand) -> tuple[OwnFramework, Uploaded]:
        require(caller, Action.FRAMEWORKS_EDIT)
        async with self._uow:
            if command.framework is None:
                told = checked(command.told)
                await self._frameworks.require_free(told.slug)
                framework = OwnFramework(id=self._ids.new(), told=told, number=1)
            else:
                before = await self._frameworks.get(command.framework)
                said = {
                    name: word
                    for name in ("name", "version", "publisher", "description")
                    if (word := getattr(command.told, name))
                }
                told = checked(replace(before.told, **said))
                framework = OwnFramework(id=before.id, told=told, number=before.number + 1)
            uploaded = await self._frameworks.put(framework, controls_in(command.rows), person(caller))
            if not command.dry_run:
                await self._uow.commit()
        return framework, uploaded
