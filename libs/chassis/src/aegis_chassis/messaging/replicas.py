"""Keeps replicas equal to their topics: the last fact of each key in a batch, set-based.

State travels whole, so that a batch needs one write a key, whatever lay between.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column, Table, bindparam, delete, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from aegis_chassis.database.bulk import upsert_changed
from aegis_chassis.database.driver import driver_of
from aegis_chassis.messaging.hearing import Child, Replica, Row
from aegis_kernel.facts import Fact

FEW = 50
"""Up to so many rows, one statement a row is quicker than a COPY through a temporary table."""


async def apply_replica(connection: AsyncConnection, replica: Replica[Any], facts: Sequence[Fact[Any]]) -> None:
    """Writes what `facts` say into the replica's table and its children's. Runs in the open transaction."""
    last = {fact.key: fact for fact in facts}
    kept: list[Row] = []
    gone: list[Any] = []
    for fact in last.values():
        row = replica.row(fact)
        if row is None:
            gone.append(replica.key_of(fact))
        else:
            kept.append(row)
    if gone:
        await _delete(connection, replica.table, replica.key, gone)
    if kept:
        await _upsert(connection, replica.table, (replica.key,), kept)
    for child in replica.children:
        await _replace_children(connection, child, last.values(), [replica.key_of(fact) for fact in last.values()])


async def _replace_children(connection: AsyncConnection, child: Child[Any], facts: Any, parents: list[Any]) -> None:
    rows = [row for fact in facts for row in child.rows(fact)]
    await _delete(connection, child.table, child.parent, parents)
    if not rows:
        return
    if len(rows) <= FEW:
        await connection.execute(insert(child.table), [dict(row) for row in rows])
        return
    columns = list(rows[0])
    driver = await driver_of(connection)
    await driver.copy_records_to_table(
        child.table.name, columns=columns, records=[tuple(row[name] for name in columns) for row in rows]
    )


async def _delete(connection: AsyncConnection, table: Table, column: str, values: list[Any]) -> None:
    target: Column[Any] = table.c[column]
    await connection.execute(delete(table).where(target.in_(bindparam("values", values, expanding=True))))


async def _upsert(connection: AsyncConnection, table: Table, key: tuple[str, ...], rows: Sequence[Row]) -> None:
    if len(rows) > FEW:
        await upsert_changed(connection, table, rows, key=key)
        return
    statement = insert(table)
    others = {name: statement.excluded[name] for name in rows[0] if name not in key}
    if others:
        present = tuple_(*(table.c[name] for name in others))
        statement = statement.on_conflict_do_update(
            index_elements=list(key), set_=others, where=present.is_distinct_from(tuple_(*others.values()))
        )
    else:
        statement = statement.on_conflict_do_nothing(index_elements=list(key))
    await connection.execute(statement, [dict(row) for row in rows])
