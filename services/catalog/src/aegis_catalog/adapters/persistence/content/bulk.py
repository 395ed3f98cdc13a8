"""Writing many rows at once, where it is known beforehand which of them are new."""

from collections.abc import Collection, Mapping, Sequence
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Table

from aegis_chassis.database.bulk import upsert_changed
from aegis_chassis.database.driver import driver_of
from aegis_chassis.database.unit_of_work import SqlUnitOfWork


async def write_rows(uow: SqlUnitOfWork, table: Table, rows: Sequence[Mapping[str, Any]], *, key: tuple[str]) -> None:
    """Adds the rows that are not there by a COPY straight into `table`; only the others, which are few but for a new
    release, take the way of `upsert_changed`. All rows name the same columns."""
    driver = await driver_of(uow.connection)
    (column,) = key
    found = await driver.fetch(
        f"select {column} from {table.name} where {column} = any($1::uuid[])",  # noqa: S608  # our own tables' names
        [row[column] for row in rows],
    )
    known = {row[column] for row in found}
    await insert_rows(uow, table, [row for row in rows if row[column] not in known])
    await upsert_changed(uow.connection, table, [row for row in rows if row[column] in known], key=key)


async def insert_rows(uow: SqlUnitOfWork, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds rows that are known not to be there. All name the same columns, two at least."""
    if not rows:
        return
    columns = list(rows[0])
    driver = await driver_of(uow.connection)
    await driver.copy_records_to_table(table.name, columns=columns, records=map(itemgetter(*columns), rows))


async def replace_rows(
    uow: SqlUnitOfWork, table: Table, parent: str, ids: Collection[UUID], records: Sequence[tuple[Any, ...]]
) -> None:
    """Puts `records` (values in the order of the table's columns) in the place of all rows whose `parent` is in
    `ids`."""
    driver = await driver_of(uow.connection)
    await driver.execute(
        f"delete from {table.name} where {parent} = any($1::uuid[])",  # noqa: S608  # our own tables' names
        list(ids),
    )
    if records:
        columns = [column.name for column in table.columns]
        await driver.copy_records_to_table(table.name, columns=columns, records=records)
