"""Somebody adds a defence tool."""

from dataclasses import dataclass

from aegis_catalog.application.organisation.ports import Tools
from aegis_catalog.domain.tool import Description, Tool
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class AddToolCommand:
    description: Description


class AddTool:
    """Raises `Forbidden`, `Invalid`, `Conflict`."""

    def __init__(self, uow: UnitOfWork, tools: Tools, ids: Ids) -> None:
        self._uow = uow
        self._tools = tools
        self._ids = ids

    async def __call__(self, caller: Caller, command: AddToolCommand) -> Tool:
        require(caller, Action.TOOLS_EDIT)
        async with self._uow:
            tool = Tool(self._ids.new())
            tool.describe(command.description)
            await self._tools.save(tool)
            await self._uow.commit()
        return tool
