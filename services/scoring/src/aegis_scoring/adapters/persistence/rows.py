"""Writes rows the quickest way for their number: few are sent as they are, in one go; many by COPY."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncConnection

from aegis_chassis.database.bulk import upsert_changed
from aegis_chassis.database.driver import driver_of

Row = Mapping[str, Any]

FEW = 50


async def add_rows(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Adds rows that are new to `table`; all of them name the same columns."""
    if not rows:
        return
    columns = tuple(rows[0])
    driver = await driver_of(connection)
    records = [tuple(row[name] for name in columns) for row in rows]
    if len(rows) <= FEW:
        await driver.executemany(_insert(table, columns), records)
    else:
        await driver.copy_records_to_table(table.name, columns=columns, records=records)


async def put_rows(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Writes rows of `table`, over those that have their primary key; all of them name the same columns."""
    if not rows:
        return
    key = tuple(column.name for column in table.primary_key)
    if len(rows) > FEW:
        await upsert_changed(connection, table, rows, key=key)
        return
    columns = tuple(rows[0])
    driver = await driver_of(connection)
    await driver.executemany(_upsert(table, columns, key), [tuple(row[name] for name in columns) for row in rows])


@cache
def _insert(table: Table, columns: tuple[str, ...]) -> str:
    places = ", ".join(f"${place}" for place in range(1, len(columns) + 1))
    return f"insert into {table.name} ({', '.join(columns)}) values ({places})"  # noqa: S608  # our own tables' names


@cache
def _upsert(table: Table, columns: tuple[str, ...], key: tuple[str, ...]) -> str:
    changes = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in key)
    return f"{_insert(table, columns)} on conflict ({', '.join(key)}) do update set {changes}"
