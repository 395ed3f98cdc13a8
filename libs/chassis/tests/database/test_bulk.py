"""Bulk writes: every kind of value arrives as it was, and only what differs is written."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from sqlalchemy import BigInteger, Boolean, Column, DateTime, Double, LargeBinary, MetaData, Table, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.ext.asyncio import AsyncConnection

from aegis_chassis.database.bulk import copy_rows, upsert_changed
from aegis_chassis.database.pool import Database
from aegis_testkit.plugin_postgres import PostgresDatabase

THING = Table(
    "thing",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("tags", ARRAY(Text)),
    Column("links", ARRAY(Uuid)),
    Column("facts", JSONB),
    Column("at", DateTime(timezone=True)),
    Column("size", BigInteger),
    Column("share", Double),
    Column("on", Boolean),
    Column("body", LargeBinary),
    Column("left_alone", Text, server_default="default"),
)
PAIR = Table("pair", MetaData(), Column("a", Text, primary_key=True), Column("b", Text, primary_key=True))


@pytest.fixture
async def alpha(postgres_database: PostgresDatabase) -> Database:
    database = (await postgres_database("alpha")).open("alpha", size=2)
    async with database.connect() as connection:
        await connection.run_sync(THING.create)
        await connection.run_sync(PAIR.create)
        await connection.commit()
    return database


@pytest.fixture
async def connection(alpha: Database) -> AsyncIterator[AsyncConnection]:
    async with alpha.connect() as opened:
        yield opened


def full(id_: UUID, **changes: object) -> dict[str, object]:
    return {
        "id": id_,
        "name": 'näme, "quoted"\t\\N',
        "tags": ["a", "b,c", ""],
        "links": [UUID(int=1), UUID(int=2)],
        "facts": {"deep": [1, None, {"x": "y"}], "text": "ü"},
        "at": datetime(2026, 1, 2, 3, 4, 5, 678_900, tzinfo=UTC),
        "size": 2**62,
        "share": 0.1,
        "on": True,
        "body": b"\x00\xff",
        **changes,
    }


def empty(id_: UUID) -> dict[str, object]:
    return dict.fromkeys(full(id_)) | {"id": id_, "name": "", "tags": [], "links": []}


async def stored(connection: AsyncConnection) -> dict[UUID, dict[str, object]]:
    rows = await connection.execute(THING.select())
    return {row.id: dict(row._mapping) for row in rows}


async def test_every_kind_of_value_arrives_as_it_was(connection: AsyncConnection) -> None:
    one, two = uuid4(), uuid4()
    changed = await upsert_changed(connection, THING, [full(one), empty(two)], key=["id"])
    assert sorted(changed) == sorted([(one,), (two,)])
    assert await stored(connection) == {
        one: full(one) | {"left_alone": "default"},
        two: empty(two) | {"left_alone": "default"},
    }


async def test_only_what_differs_is_written_and_told(connection: AsyncConnection) -> None:
    same, changed, nulled, new = (uuid4() for _ in range(4))
    await upsert_changed(connection, THING, [full(same), full(changed), full(nulled)], key=["id"])
    await connection.execute(THING.update().values(left_alone="mine"))
    before = dict((await connection.execute(text("select id, xmin::text from thing"))).all())
    await connection.execute(text("savepoint later"))
    told = await upsert_changed(
        connection,
        THING,
        [full(same), full(changed, tags=["a"]), full(nulled, facts=None), full(new)],
        key=["id"],
    )
    assert {key for (key,) in told} == {changed, nulled, new}
    after = dict((await connection.execute(text("select id, xmin::text from thing"))).all())
    assert after[same] == before[same]
    assert after[changed] != before[changed]
    rows = await stored(connection)
    assert rows[changed]["tags"] == ["a"]
    assert rows[nulled]["facts"] is None
    assert rows[changed]["left_alone"] == "mine"


async def test_of_rows_with_one_key_the_last_counts(connection: AsyncConnection) -> None:
    id_ = uuid4()
    assert await upsert_changed(connection, THING, [full(id_, size=1), full(id_, size=2)], key=["id"]) == [(id_,)]
    assert (await stored(connection))[id_]["size"] == 2


async def test_a_table_of_keys_alone_takes_what_is_new(connection: AsyncConnection) -> None:
    rows = [{"a": "x", "b": str(number)} for number in range(3)]
    assert len(await upsert_changed(connection, PAIR, rows[:2], key=["a", "b"])) == 2
    assert await upsert_changed(connection, PAIR, rows, key=["a", "b"]) == [("x", "2")]
    assert await upsert_changed(connection, PAIR, [], key=["a", "b"]) == []


async def test_columns_not_named_keep_their_values(connection: AsyncConnection) -> None:
    id_ = uuid4()
    await upsert_changed(connection, THING, [full(id_)], key=["id"])
    await upsert_changed(connection, THING, [{"id": id_, "name": "other"}], key=["id"])
    assert (await stored(connection))[id_] == full(id_, name="other") | {"left_alone": "default"}


async def test_nothing_is_there_before_the_commit_nor_after_a_rollback(alpha: Database) -> None:
    async with alpha.connect() as writer:
        await upsert_changed(writer, THING, [full(uuid4()) for _ in range(300)], key=["id"])
        async with alpha.raw() as reader:
            assert await reader.fetchval("select count(*) from thing") == 0
        await writer.rollback()
        await upsert_changed(writer, THING, [full(uuid4())], key=["id"])
        await writer.commit()
    async with alpha.raw() as reader:
        assert await reader.fetchval("select count(*) from thing") == 1
        assert await reader.fetchval("select count(*) from pg_class where relname like 'incoming%'") == 0


async def test_copied_rows_can_be_joined_by_sqlalchemy(connection: AsyncConnection) -> None:
    kept, other = uuid4(), uuid4()
    await upsert_changed(connection, THING, [full(kept), full(other)], key=["id"])
    incoming = await copy_rows(connection, THING, ["id", "tags"], [(kept, ["joined"])])
    rows = await connection.execute(
        THING.join(incoming, THING.c.id == incoming.c.id).select().with_only_columns(THING.c.id, incoming.c.tags)
    )
    assert rows.all() == [(kept, ["joined"])]
    again = await copy_rows(connection, THING, ["id"], [(other,), (kept,)])
    assert (await connection.execute(again.select())).all() == [(other,), (kept,)]


async def test_without_a_transaction_it_is_refused(connection: AsyncConnection) -> None:
    autocommit = await connection.execution_options(isolation_level="AUTOCOMMIT")
    with pytest.raises(RuntimeError, match="needs a transaction"):
        await copy_rows(autocommit, THING, ["id"], [(uuid4(),)])


async def test_a_wrong_value_is_an_error_and_nothing_is_written(alpha: Database) -> None:
    async with alpha.connect() as writer:
        with pytest.raises(Exception, match="expected a datetime"):
            await upsert_changed(writer, THING, [full(uuid4(), at="yesterday")], key=["id"])
    async with alpha.raw() as reader:
        assert await reader.fetchval("select count(*) from thing") == 0
