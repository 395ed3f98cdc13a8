"""What comments need from outside."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from aegis_testing.domain.comment import Comment


class Comments(Protocol):
    """The comments, in a unit of work."""

    async def get(self, test_id: UUID, comment_id: UUID) -> Comment:
        """Raises `NotFound`, also for one of another test."""
        ...

    async def count(self, test_id: UUID) -> int: ...

    async def add(self, comment: Comment) -> None: ...

    async def save(self, comment: Comment) -> None:
        """Keeps the wording that it had; with its text it forgets all of them. Raises `Stale` unless it is one version
        further than what is there."""
        ...


class CommentReader(Protocol):
    """Reads them: one statement each."""

    async def of(self, test_id: UUID) -> Sequence[Comment]:
        """The oldest first."""
        ...

    async def wordings(self, comment_id: UUID) -> Sequence[Comment]:
        """Every earlier wording, the first one first, each as a comment as it was then."""
        ...
