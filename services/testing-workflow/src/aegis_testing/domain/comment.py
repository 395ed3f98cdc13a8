"""What people say to one another about a test: revised by who said it, with every earlier wording kept."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from aegis_kernel.errors import Fault, Forbidden, NotFound
from aegis_testing.domain.limits import raise_if_any, text_fault
from aegis_testing.domain.people import Person

MAX_TEXT = 8_000
MAX_MENTIONS = 20
MAX_COMMENTS = 500
"""Of one test."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment:
    """`version` counts its wordings. One that was taken back has no text any more."""

    id: UUID
    test_id: UUID
    author: Person
    at: datetime
    text: str
    mentions: tuple[UUID, ...] = ()
    version: int = 1
    edited_at: datetime | None = None
    deleted_at: datetime | None = None


def check_comment(text: str, mentions: tuple[UUID, ...]) -> None:
    """Raises `Invalid`."""
    faults = [text_fault("/text", text, characters=MAX_TEXT, needed=True)]
    if len(set(mentions)) > MAX_MENTIONS:
        faults.append(Fault("/mentions", f"At most {MAX_MENTIONS} people.", "too_many"))
    raise_if_any(faults)


def revised(one: Comment, text: str, mentions: tuple[UUID, ...], by: UUID, at: datetime) -> Comment:
    """Another wording. Raises `Forbidden` for anybody but its author, `NotFound` once it was taken back, `Invalid`."""
    _require_author(one, by)
    check_comment(text, mentions)
    return replace(one, text=text, mentions=mentions, version=one.version + 1, edited_at=at)


def taken_back(one: Comment, by: UUID, at: datetime) -> Comment:
    """Without its words. Raises `Forbidden`, `NotFound`."""
    _require_author(one, by)
    return replace(one, text="", mentions=(), version=one.version + 1, deleted_at=at)


def _require_author(one: Comment, by: UUID) -> None:
    if one.deleted_at is not None:
        raise NotFound("not_found", "The comment was taken back.")
    if one.author.id != by:
        raise Forbidden("not_the_author", f"The comment is {one.author.name}'s.")
