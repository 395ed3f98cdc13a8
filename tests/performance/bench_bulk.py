"""Bulk upserts: `upsert_changed` against one statement a row. Rows a second, best of five; ratio to executemany."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Column, MetaData, Table, Text, Uuid, tuple_
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aegis_chassis.database.bulk import upsert_changed
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.pool import Database, open_database
from aegis_testkit.postgres import embedded_for_tests

ROWS = 20_000
THING = Table(
    "thing",
    MetaData(),
    Column("id", Uuid, primary_key=True),
    Column("name", Text, nullable=False),
    Column("tags", ARRAY(Text)),
    Column("facts", JSONB),
    Column("version", BigInteger),
)
OTHERS = ("name", "tags", "facts", "version")

Rows = list[dict[str, object]]
Way = Callable[[AsyncConnection, Rows], Awaitable[object]]


def rows_of(ids: list[UUID], version: int) -> Rows:
    return [
        {"id": id_, "name": f"name {n} {'x' * 80}", "tags": ["a", "b"], "facts": {"n": n}, "version": version}
        for n, id_ in enumerate(ids)
    ]


async def by_core(connection: AsyncConnection, rows: Rows) -> None:
    statement = insert(THING)
    excluded = {name: statement.excluded[name] for name in OTHERS}
    statement = statement.on_conflict_do_update(
        index_elements=["id"],
        set_=excluded,
        where=tuple_(*(THING.c[name] for name in OTHERS)).is_distinct_from(tuple_(*excluded.values())),
    )
    await connection.execute(statement, rows)


async def by_driver(connection: AsyncConnection, rows: Rows) -> None:
    driver = await driver_of(connection)
    await driver.executemany(
        "insert into thing values ($1, $2, $3, $4, $5) on conflict (id) do update set (name, tags, facts, version) = "
        "(excluded.name, excluded.tags, excluded.facts, excluded.version)",
        [tuple(row.values()) for row in rows],
    )


async def by_copy(connection: AsyncConnection, rows: Rows) -> None:
    await upsert_changed(connection, THING, rows, key=["id"])


async def seconds(database: Database, way: Way, rows: Rows) -> float:
    async with database.connect() as connection:
        await connection.exec_driver_sql("select 1")
        begun = time.perf_counter()
        await way(connection, rows)
        await connection.commit()
        return time.perf_counter() - begun


async def measure(database: Database, ways: dict[str, Way]) -> dict[str, list[float]]:
    """Rows a second by each way: new, all changed, none changed. The ways take turns, the best of each counts."""
    best = {name: [0.0, 0.0, 0.0] for name in ways}
    for _ in range(5):
        for name, way in ways.items():
            async with database.raw() as connection:
                await connection.execute("truncate thing")
            ids = [uuid4() for _ in range(ROWS)]
            for place, version in enumerate((1, 2, 2)):
                rate = ROWS / await seconds(database, way, rows_of(ids, version))
                best[name][place] = max(best[name][place], rate)
    return best


async def main() -> None:
    async with embedded_for_tests(durable=True) as server:
        database = open_database(server.dsn(), schema="public", size=2)
        async with database.connect() as connection:
            await connection.run_sync(THING.create)
            await connection.commit()
        ways: dict[str, Way] = {
            "Core executemany": by_core,
            "asyncpg executemany": by_driver,
            "COPY, upsert_changed": by_copy,
        }
        print(f"{ROWS:,} rows of {len(json.dumps(rows_of([uuid4()], 1)[0], default=str))} bytes")
        print(f"{'':24}{'new':>16}{'changed':>16}{'unchanged':>16}   rows a second")
        found = await measure(database, ways)
        base = next(iter(found.values()))
        for name, rates in found.items():
            told = "".join(f"{rate:>9,.0f} ({rate / of:3.1f}x)" for rate, of in zip(rates, base, strict=True))
            print(f"{name:24}{told}")
        await database.close()


if __name__ == "__main__":
    asyncio.run(main())
