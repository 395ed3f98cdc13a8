"""Somebody changes what is said of a defence tool."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal
from uuid import UUID

from aegis_catalog.application.organisation.ports import Tools
from aegis_catalog.domain.tool import Tool, ToolKind
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork

Keep = Literal["keep"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeToolCommand:
    """What is None stays as it is; a day, which may be taken away, stays by ``keep``."""

    tool_id: UUID
    version: int | None
    name: str | None = None
    kind: ToolKind | None = None
    platforms: tuple[str, ...] | None = None
    owner: str | None = None
    active_from: date | Keep | None = "keep"
    active_to: date | Keep | None = "keep"


class ChangeTool:
    """Raises `NotFound`, `Stale`, `Forbidden`, `Invalid`, `Conflict`."""

    def __init__(self, uow: UnitOfWork, tools: Tools) -> None:
        self._uow = uow
        self._tools = tools

    async def __call__(self, caller: Caller, command: ChangeToolCommand) -> Tool:
        require(caller, Action.TOOLS_EDIT)
        async with self._uow:
            tool = await self._tools.get(command.tool_id, expected=command.version)
            old = tool.description
            tool.describe(
                replace(
                    old,
                    name=old.name if command.name is None else command.name,
                    kind=old.kind if command.kind is None else command.kind,
                    platforms=old.platforms if command.platforms is None else command.platforms,
                    owner=old.owner if command.owner is None else command.owner,
                    active_from=old.active_from if command.active_from == "keep" else command.active_from,
                    active_to=old.active_to if command.active_to == "keep" else command.active_to,
                )
            )
            await self._tools.save(tool)
            await self._uow.commit()
        return tool
