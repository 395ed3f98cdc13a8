"""What was said about a test."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from aegis_contracts.testing_tests import PersonRef
from aegis_kernel.errors import NotFound
from aegis_kernel.rights import Caller
from aegis_testing.application.comment_ports import CommentReader
from aegis_testing.application.ports import TestRef
from aegis_testing.application.published import person_of
from aegis_testing.application.queries.test_detail import TestDetails
from aegis_testing.domain.comment import Comment


class CommentView(Struct, frozen=True, kw_only=True):
    """`version` is its ETag, and counts its wordings. One that was taken back shows who said something when."""

    id: UUID
    version: int
    author: PersonRef
    at: datetime
    text: str
    mentions: tuple[UUID, ...]
    edited_at: datetime | None
    deleted_at: datetime | None


class CommentsOnTest:
    """Somebody from whom a blind test is hidden sees what they said themselves. Raises `Forbidden`, `NotFound`."""

    def __init__(self, reader: CommentReader, details: TestDetails) -> None:
        self._reader = reader
        self._details = details

    async def all(self, caller: Caller, test: TestRef) -> Sequence[CommentView]:
        """The oldest first."""
        return [comment_view(one) for one in await self._shown(caller, test)]

    async def wordings(self, caller: Caller, test: TestRef, comment_id: UUID) -> Sequence[CommentView]:
        """Every wording of one, the first one first, with the present one."""
        for one in await self._shown(caller, test):
            if one.id == comment_id:
                earlier = await self._reader.wordings(comment_id)
                return [comment_view(each) for each in (*earlier, one)]
        raise NotFound("not_found", f"There is no comment {comment_id}.")

    async def _shown(self, caller: Caller, test: TestRef) -> Sequence[Comment]:
        detail = await self._details(caller, test)
        found = await self._reader.of(detail.id)
        if detail.blind is not None and detail.blind.hidden:
            return [one for one in found if one.author.id == caller.id]
        return found


def comment_view(one: Comment) -> CommentView:
    return CommentView(
        id=one.id,
        version=one.version,
        author=person_of(one.author),
        at=one.at,
        text=one.text,
        mentions=one.mentions,
        edited_at=one.edited_at,
        deleted_at=one.deleted_at,
    )
