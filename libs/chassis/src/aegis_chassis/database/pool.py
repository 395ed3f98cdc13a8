"""One service's way into its schema: a SQLAlchemy engine behind one fair gate as wide as its pool.

SQLAlchemy's async pool is unfair when fewer connections than tasks are to be had; the gate in front of it lets tasks
in by order of arrival, so that none starves.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import msgspec
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from aegis_kernel.errors import Away


def _json_text(value: Any) -> str:
    return msgspec.json.encode(value).decode()


class Database:
    """Connections for one service. Made with `open_database`, ended with `close`."""

    def __init__(self, engine: AsyncEngine, *, size: int, schema: str, acquire_within: float = 10.0) -> None:
        self.engine = engine
        self.schema = schema
        self.size = size
        self._gate = asyncio.Semaphore(size)
        self._acquire_within = acquire_within

    @asynccontextmanager
    async def _admitted(self) -> AsyncIterator[None]:
        try:
            await asyncio.wait_for(self._gate.acquire(), self._acquire_within)
        except TimeoutError as error:
            raise Away("database_busy", "All database connections are in use.") from error
        try:
            yield
        finally:
            self._gate.release()

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[AsyncConnection]:
        """A SQLAlchemy connection; whoever takes it commits, else it is rolled back."""
        async with self._admitted(), self.engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def raw(self) -> AsyncIterator["asyncpg.Connection[asyncpg.Record]"]:
        """The asyncpg connection itself, in autocommit: the quick way for reads."""
        async with self._admitted():
            connection = await self.engine.raw_connection()
            try:
                driver = connection.driver_connection
                assert driver is not None  # noqa: S101  # an open pool always has one
                yield driver
            finally:
                connection.close()

    async def ping(self) -> None:
        """Raises unless the database answers: for readiness."""
        async with self.raw() as connection:
            await connection.fetchval("select 1")

    async def close(self) -> None:
        await self.engine.dispose()


def open_database(dsn: str, *, schema: str, size: int = 5, application: str | None = None) -> Database:
    """A `Database` on `dsn` (``postgresql://user:password@host:port/name``) whose search path is `schema`.

    No connection is made yet.
    """
    url = dsn.replace("postgresql://", "postgresql+asyncpg://", 1)
    engine = create_async_engine(
        url,
        pool_size=size,
        max_overflow=0,
        pool_pre_ping=False,
        pool_reset_on_return="rollback",
        json_serializer=_json_text,
        json_deserializer=msgspec.json.decode,
        connect_args={
            "server_settings": {"search_path": schema, "application_name": application or schema, "timezone": "UTC"},
            "command_timeout": 60,
        },
    )
    return Database(engine, size=size, schema=schema)
