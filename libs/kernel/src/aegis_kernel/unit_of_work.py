"""The unit of work as a use case sees it."""

from types import TracebackType
from typing import Protocol, Self


class UnitOfWork(Protocol):
    """One transaction. Enter it, change things, `commit` explicitly and last; leaving without undoes all.

    `commit` writes, in the same transaction, one outbox row per published event and one audit entry per command.
    """

    async def __aenter__(self) -> Self: ...
    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...
    async def commit(self) -> None: ...
