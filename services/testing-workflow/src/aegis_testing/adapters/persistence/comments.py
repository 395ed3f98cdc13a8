"""Comments on PostgreSQL, with the wordings that they had."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    bindparam,
    delete,
    func,
    insert,
    literal,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY

from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.pool import Database
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.web.streams import Notice, notify
from aegis_kernel.errors import NotFound, Stale
from aegis_testing.adapters.persistence.changes import CHANNEL
from aegis_testing.adapters.persistence.tables import metadata
from aegis_testing.domain.comment import Comment
from aegis_testing.domain.people import Person

comment = Table(
    "comment",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("test_id", Uuid, ForeignKey("test.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("author_id", Uuid, nullable=False),
    Column("author_name", Text, nullable=False),
    Column("at", DateTime(timezone=True), nullable=False),
    Column("text", Text, nullable=False),
    Column("mentions", ARRAY(Uuid), nullable=False),
    Column("edited_at", DateTime(timezone=True)),
    Column("deleted_at", DateTime(timezone=True)),
)
Index("comment_test_idx", comment.c.test_id, comment.c.at, comment.c.id)
comment_revision = Table(
    "comment_revision",
    metadata,
    Column("comment_id", Uuid, ForeignKey("comment.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("mentions", ARRAY(Uuid), nullable=False),
    Column("edited_at", DateTime(timezone=True)),
)
"""Earlier wordings. They go when the comment is taken back."""

_OF_TEST = compiled(
    select(*comment.c).where(comment.c.test_id == bindparam("test_id", type_=Uuid)).order_by(comment.c.at, comment.c.id)
)
_WORDINGS = compiled(
    select(
        comment.c.id,
        comment.c.test_id,
        comment_revision.c.version,
        comment.c.author_id,
        comment.c.author_name,
        comment.c.at,
        comment_revision.c.text,
        comment_revision.c.mentions,
        comment_revision.c.edited_at,
        literal(None, type_=DateTime(timezone=True)).label("deleted_at"),
    )
    .join(comment, comment.c.id == comment_revision.c.comment_id)
    .where(comment.c.id == bindparam("comment_id", type_=Uuid))
    .order_by(comment_revision.c.version)
)


class SqlComments:
    """The port `Comments`."""

    def __init__(self, uow: SqlUnitOfWork) -> None:
        self._uow = uow

    async def get(self, test_id: UUID, comment_id: UUID) -> Comment:
        statement = select(*comment.c).where(comment.c.id == comment_id, comment.c.test_id == test_id)
        row = (await self._uow.connection.execute(statement)).mappings().one_or_none()
        if row is None:
            raise NotFound("not_found", f"There is no comment {comment_id}.")
        return _comment(row)

    async def count(self, test_id: UUID) -> int:
        statement = select(func.count(type_=BigInteger)).select_from(comment).where(comment.c.test_id == test_id)
        return int((await self._uow.connection.execute(statement)).scalar_one())

    async def add(self, one: Comment) -> None:
        await self._uow.connection.execute(insert(comment), _row(one))
        await self._told(one)

    async def save(self, one: Comment) -> None:
        connection = self._uow.connection
        there = (comment.c.id == one.id, comment.c.version == one.version - 1)
        kept = select(comment.c.id, *(comment.c[name] for name in ("version", "text", "mentions", "edited_at")))
        columns = ["comment_id", "version", "text", "mentions", "edited_at"]
        await connection.execute(insert(comment_revision).from_select(columns, kept.where(*there)))
        if (await connection.execute(update(comment).where(*there).values(_row(one)))).rowcount != 1:
            raise Stale((await self.get(one.test_id, one.id)).version)
        if one.deleted_at is not None:
            await connection.execute(delete(comment_revision).where(comment_revision.c.comment_id == one.id))
        await self._told(one)

    async def _told(self, one: Comment) -> None:
        """On open screens, and in the audit trail: that something was said, not what."""
        ids: dict[str, str | int | None] = {"id": str(one.test_id), "comment_id": str(one.id), "version": one.version}
        await notify(self._uow.connection, CHANNEL, Notice(event="comment", ids=ids))
        self._uow.note(object_type="comments", object_id=str(one.id))


class SqlCommentReader:
    """The port `CommentReader`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, test_id: UUID) -> Sequence[Comment]:
        async with self._database.raw() as connection:
            rows = await connection.fetch(_OF_TEST.sql, *_OF_TEST.arguments({"test_id": test_id}))
        return [_comment(row) for row in rows]

    async def wordings(self, comment_id: UUID) -> Sequence[Comment]:
        async with self._database.raw() as connection:
            rows = await connection.fetch(_WORDINGS.sql, *_WORDINGS.arguments({"comment_id": comment_id}))
        return [_comment(row) for row in rows]


def _row(one: Comment) -> dict[str, Any]:
    return {
        "id": one.id,
        "test_id": one.test_id,
        "version": one.version,
        "author_id": one.author.id,
        "author_name": one.author.name,
        "at": one.at,
        "text": one.text,
        "mentions": list(one.mentions),
        "edited_at": one.edited_at,
        "deleted_at": one.deleted_at,
    }


def _comment(row: Any) -> Comment:
    return Comment(
        id=row["id"],
        test_id=row["test_id"],
        version=row["version"],
        author=Person(row["author_id"], row["author_name"]),
        at=row["at"],
        text=row["text"],
        mentions=tuple(row["mentions"]),
        edited_at=row["edited_at"],
        deleted_at=row["deleted_at"],
    )
