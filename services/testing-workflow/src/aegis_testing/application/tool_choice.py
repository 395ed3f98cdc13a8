"""Defence tools are chosen, never typed, once the organisation has named its tools."""

from uuid import UUID

from aegis_kernel.errors import Fault, NotKnownYet
from aegis_testing.application.ports import KnownTool, Tools
from aegis_testing.domain.limits import raise_if_any


class ToolChoice:
    """Finds the tool that an observation means."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools

    async def chosen(self, tool_id: UUID | None, name: str | None) -> tuple[str, UUID | None]:
        """Name and id of the tool. A name that no known tool has is taken as it is only while none is known at all.
        Raises `NotKnownYet`, `Invalid`."""
        if tool_id is not None:
            return _both(await self._by_id(tool_id))
        if not name or not name.strip():
            raise_if_any([Fault("/tool_id", "Say which tool: tool_id, or its name as tool.", "tool_missing")])
        word = (name or "").strip()
        known = await self._tools.by_name(word)
        if known is not None:
            return _both(known)
        if await self._tools.any():
            raise_if_any([Fault("/tool", f"The organisation has no tool {word!r}.", "tool_unknown")])
        return word, None

    async def _by_id(self, tool_id: UUID) -> KnownTool:
        known = await self._tools.by_id(tool_id)
        if known is None:
            raise NotKnownYet(f"No tool {tool_id} is known here (yet).")
        return known


def _both(known: KnownTool) -> tuple[str, UUID | None]:
    return known.name, known.id
