"""Lists read page by page: every item once, in order, whatever the sort; the total when asked for; one query."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, any_, bindparam, func, insert, select
from sqlalchemy.dialects.postgresql import ARRAY

from aegis_chassis.database.compiled import compiled
from aegis_chassis.database.listing import Listing
from aegis_chassis.database.pool import Database
from aegis_kernel.paging import PageRequest, Sort
from aegis_testkit.postgres import ServerForTests
from aegis_testkit.toy.things import MIGRATIONS, thing

ROWS = [{"id": UUID(int=number), "value": number % 4, "version": number % 3} for number in range(1, 24)]
THINGS = Listing(
    rows=select(thing.c.id, thing.c.value, thing.c.version),
    filters={
        "value": thing.c.value == any_(bindparam("value", type_=ARRAY(BigInteger))),
        "least": thing.c.version >= bindparam("least", type_=BigInteger),
    },
    sorts={"value": thing.c.value, "version": thing.c.version},
    tie=thing.c.id,
).reader()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def database(postgres_server: ServerForTests) -> AsyncIterator[Database]:
    async with postgres_server.database(MIGRATIONS) as made:
        database = made.open(MIGRATIONS.schema)
        async with database.connect() as connection:
            await connection.execute(insert(thing), ROWS)
            await connection.commit()
        yield database


def item(id_: UUID, value: int, version: int) -> tuple[int, int, int]:
    return (id_.int, value, version)


sorts = st.lists(
    st.builds(Sort, st.sampled_from(["value", "version"]), st.booleans()), max_size=2, unique_by=lambda one: one.field
).map(tuple)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sort=sorts, limit=st.integers(1, 25), count=st.booleans(), least=st.sampled_from([None, 1]))
async def test_pages_follow_one_another_whatever_the_order(
    database: Database, sort: tuple[Sort, ...], limit: int, count: bool, least: int | None
) -> None:
    given_ = {} if least is None else {"least": least}
    rows = [(row["id"].int, row["value"], row["version"]) for row in ROWS if row["version"] >= (least or 0)]
    place = {"value": 1, "version": 2}

    def order(row: tuple[int, int, int]) -> tuple[int, ...]:
        keys = [(-row[place[one.field]] if one.descending else row[place[one.field]]) for one in sort]
        return (*keys, -row[0] if sort and sort[-1].descending else row[0])

    seen: list[tuple[int, int, int]] = []
    after: Any = None
    while True:
        request = PageRequest(limit=limit, after=after, sort=sort, count=count)
        page = await THINGS.page(database, request, given_, item)
        assert page.total == (len(rows) if count else None)
        assert len(page.items) <= limit
        seen += page.items
        after = page.ends_at
        if after is None:
            break
    assert seen == sorted(rows, key=order)


async def test_an_empty_page_still_has_its_total(database: Database) -> None:
    page = await THINGS.page(database, PageRequest(count=True), {"value": [99]}, item)
    assert (page.items, page.ends_at, page.total) == ([], None, 0)
    behind = PageRequest(after=(UUID(int=1_000),), count=True)
    page = await THINGS.page(database, behind, {}, item)
    assert (page.items, page.total) == ([], len(ROWS))


async def test_values_bound_in_the_select_itself_are_given_beside_the_filters(database: Database) -> None:
    factor = bindparam("factor", type_=BigInteger)
    doubled = Listing(
        rows=select(thing.c.id, thing.c.value * factor), filters={}, sorts={"value": thing.c.value}, tie=thing.c.id
    ).reader()
    page = await doubled.page(
        database, PageRequest(limit=1, sort=(Sort("value", descending=True),)), {}, lambda _, value: value,
        bound={"factor": 10},
    )  # fmt: skip
    assert page.items == [30]


async def test_a_compiled_statement_keeps_its_own_values(database: Database) -> None:
    wanted = bindparam("wanted", type_=BigInteger)
    statement = compiled(select(func.count()).where(thing.c.value == wanted, thing.c.version != 1))
    assert statement.names == ("wanted", "version_1")
    async with database.raw() as connection:
        found = await connection.fetchval(statement.sql, *statement.arguments({"wanted": 2}))
    assert found == sum(1 for row in ROWS if row["value"] == 2 and row["version"] != 1)


def test_what_is_no_statement_is_not_compiled() -> None:
    with pytest.raises(TypeError):
        compiled(object())  # type: ignore[arg-type]  # on purpose
