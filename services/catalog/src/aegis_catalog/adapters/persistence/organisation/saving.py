"""Saving what has a version: compared with the one that was read."""

from typing import Any

from sqlalchemy import Table, select, update
from sqlalchemy.dialects.postgresql import insert

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_kernel.aggregate import Aggregate
from aegis_kernel.errors import Stale


async def save_row(uow: SqlUnitOfWork, table: Table, aggregate: Aggregate, values: dict[str, Any]) -> None:
    """Writes an aggregate's row. Raises `Stale` when it has gone on since it was read, or come into being."""
    connection = uow.connection
    values = {"version": aggregate.version, **values}
    if aggregate.read_version == 0:
        statement: Any = insert(table).values(id=aggregate.id, **values).on_conflict_do_nothing(index_elements=["id"])
    else:
        same = (table.c.id == aggregate.id) & (table.c.version == aggregate.read_version)
        statement = update(table).where(same).values(**values)
    if (await connection.execute(statement)).rowcount == 0:
        present = await connection.scalar(select(table.c.version).where(table.c.id == aggregate.id))
        raise Stale(present or 0)


def check_version(aggregate: Aggregate, expected: int | None) -> None:
    """Raises `Stale` unless the aggregate is of the version that the caller knows."""
    if expected is not None and expected != aggregate.version:
        raise Stale(aggregate.version)
