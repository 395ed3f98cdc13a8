"""The asyncpg connection beneath a SQLAlchemy one: for COPY, and for a transaction that both see."""

from typing import TYPE_CHECKING

from sqlalchemy.ext.asyncio import AsyncConnection

if TYPE_CHECKING:
    import asyncpg


async def driver_of(connection: AsyncConnection) -> "asyncpg.Connection[asyncpg.Record]":
    """The driver's connection of `connection`.

    SQLAlchemy begins its transaction at the first statement that goes through *it*: what is sent here before that
    commits by itself. In a `SqlUnitOfWork` the transaction is the driver's own and holds from the start.
    """
    raw = await connection.get_raw_connection()
    driver = raw.driver_connection
    if driver is None:
        raise RuntimeError("the connection is closed")
    return driver
