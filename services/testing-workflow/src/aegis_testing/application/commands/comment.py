"""Comment on a test, say it otherwise, take it back."""

from dataclasses import dataclass
from uuid import UUID

from aegis_kernel.clock import Clock
from aegis_kernel.errors import Fault, Stale
from aegis_kernel.ids import Ids
from aegis_kernel.rights import Action, Caller, require
from aegis_kernel.unit_of_work import UnitOfWork
from aegis_testing.application.comment_ports import Comments
from aegis_testing.application.known_people import KnownPeople
from aegis_testing.application.ports import People, TestRef
from aegis_testing.application.queries.test_detail import TestDetails
from aegis_testing.domain.comment import MAX_COMMENTS, Comment, check_comment, revised, taken_back
from aegis_testing.domain.limits import raise_if_any
from aegis_testing.domain.people import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentCommand:
    """A new comment, or another wording of the one that is named, as it was read; None as `text` takes it back.
    `mentions` are users."""

    test: TestRef
    text: str | None
    mentions: tuple[UUID, ...] = ()
    comment_id: UUID | None = None
    version: int | None = None


class CommentOnTest:
    """Whoever may read a test may comment on it; a comment is changed by its author. Raises `NotFound`, `Forbidden`,
    `Stale`, `Invalid`, `NotKnownYet`."""

    def __init__(
        self, uow: UnitOfWork, comments: Comments, details: TestDetails, people: People, clock: Clock, ids: Ids
    ) -> None:
        self._uow = uow
        self._comments = comments
        self._details = details
        self._people = KnownPeople(people)
        self._clock = clock
        self._ids = ids

    async def __call__(self, caller: Caller, command: CommentCommand) -> Comment:
        require(caller, Action.TESTS_COMMENT)
        test_id = (await self._details(caller, command.test)).id
        async with self._uow:
            mentions = tuple(dict.fromkeys(command.mentions))
            await self._people.active(mentions, lambda _: "/mentions")
            if command.comment_id is None:
                comment = await self._new(caller, test_id, command.text or "", mentions)
            else:
                was = await self._comments.get(test_id, command.comment_id)
                if was.version != command.version:
                    raise Stale(was.version)
                comment = (
                    taken_back(was, caller.id, self._clock.now())
                    if command.text is None
                    else revised(was, command.text, mentions, caller.id, self._clock.now())
                )
                await self._comments.save(comment)
            await self._uow.commit()
            return comment

    async def _new(self, caller: Caller, test_id: UUID, text: str, mentions: tuple[UUID, ...]) -> Comment:
        check_comment(text, mentions)
        if await self._comments.count(test_id) >= MAX_COMMENTS:
            raise_if_any([Fault("", f"A test holds {MAX_COMMENTS} comments.", "too_many")])
        comment = Comment(
            id=self._ids.new(),
            test_id=test_id,
            author=Person.of(caller),
            at=self._clock.now(),
            text=text,
            mentions=mentions,
        )
        await self._comments.add(comment)
        return comment
