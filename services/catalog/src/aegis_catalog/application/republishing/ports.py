"""What republishing needs."""

from typing import Protocol

Place = tuple[str, str]
"""A topic and a key on it."""


class Republishing(Protocol):
    """Records with the ids and versions that they had, in batches, in the open unit of work."""

    async def content(self, after: Place | None) -> tuple[int, Place | None]:
        """The next things behind `after`: how many, and the last one."""
        ...

    async def organisation(self) -> int:
        """All that people said of the organisation: how many."""
        ...
