"""One service's way into its schema: a SQLAlchemy engine behind one fair gate as wide as its pool.

SQLAlchemy's async pool is unfair when fewer connections than tasks are to be had; the gate in front of it lets tasks
in by order of arrival, so that none starves. `raw` costs some 25 us of processor time, a quarter of what asyncpg's own
pool takes (``tests/performance/bench_pool.py``).
"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_dbapi
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from aegis_chassis.database.address import plain_dsn, sqlalchemy_url
from aegis_chassis.database.json_codec import given_as_it_is, use_json_codecs
from aegis_kernel.errors import Away

if TYPE_CHECKING:
    from asyncpg import Connection, Record

STATEMENTS_KEPT = 300
"""Prepared statements a connection."""

_LOST_STATES = ("08", "57P0", "53300")
"""SQLSTATEs: connection lost, server stopping or starting, no connection left."""


class Database:
    """Connections for one service. Made with `open_database`, ended with `close`.

    Whatever shows that the server has gone, when a connection is taken or while it is used, comes out as `Away`.
    Connections that died while they lay in the pool are replaced unseen.
    """

    def __init__(self, engine: AsyncEngine, *, size: int, schema: str, acquire_within: float = 10.0) -> None:
        self.engine = engine
        self.schema = schema
        self.size = size
        self._gate = asyncio.Semaphore(size)
        self._acquire_within = acquire_within

    @property
    def dsn(self) -> str:
        """What it was opened with, password and all."""
        return plain_dsn(self.engine.url)

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[AsyncConnection]:
        """A SQLAlchemy connection; whoever takes it commits, else it is rolled back."""
        await self._enter()
        try:
            opened = self.engine.connect()
            with _loss_is_away(connecting=True):
                connection = await opened.start()
            try:
                with _loss_is_away():
                    yield connection
            finally:
                await opened.__aexit__(None, None, None)
        finally:
            self._gate.release()

    @asynccontextmanager
    async def raw(self) -> "AsyncIterator[Connection[Record]]":
        """The asyncpg connection itself, in autocommit: the quick way for reads. JSON columns are given and taken as
        Python values."""
        await self._enter()
        try:
            with _loss_is_away(connecting=True):
                connection = await self.engine.raw_connection()
            try:
                driver: Connection[Record] | None = connection.driver_connection
                assert driver is not None  # noqa: S101  # an open pool always has one
                with _loss_is_away():
                    yield driver
            finally:
                connection.close()
        finally:
            self._gate.release()

    @property
    def in_use(self) -> int:
        """How many connections are taken now."""
        return self.size - self._gate._value  # noqa: SLF001  # asyncio tells it by no other way

    async def ping(self) -> None:
        """Raises `Away` unless the database answers: for readiness."""
        async with self.raw() as connection:
            await connection.fetchval("select 1")

    async def close(self) -> None:
        await self.engine.dispose()

    async def _enter(self) -> None:
        if not self._gate.locked():  # does not wait, so it needs no limit, which would cost as much as the rest
            await self._gate.acquire()
            return
        try:
            async with asyncio.timeout(self._acquire_within):
                await self._gate.acquire()
        except TimeoutError as error:
            raise Away("database_busy", "All database connections are in use.") from error


def open_database(
    dsn: str,
    *,
    schema: str,
    size: int = 5,
    application: str | None = None,
    settings: Mapping[str, str] | None = None,
) -> Database:
    """A `Database` on `dsn` (``postgresql://user:password@host:port/name``) whose search path is `schema`. `settings`
    are further settings of its sessions (``{"plan_cache_mode": "force_custom_plan"}``).

    No connection is made yet.
    """
    engine = create_async_engine(
        sqlalchemy_url(dsn),
        pool_size=size,
        max_overflow=0,
        pool_use_lifo=True,
        pool_reset_on_return="rollback",
        json_serializer=given_as_it_is,
        connect_args={
            "server_settings": {
                "search_path": f'"{schema}"',
                "application_name": application or schema,
                "timezone": "UTC",
                "jit": "off",
                **(settings or {}),
            },
            "timeout": 10,
            "command_timeout": 60,
            "statement_cache_size": STATEMENTS_KEPT,
            "prepared_statement_cache_size": STATEMENTS_KEPT,
        },
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "checkout", _refuse_dead)
    event.listen(engine.sync_engine, "checkin", _end_if_in_transaction)
    return Database(engine, size=size, schema=schema)


def _prepare(connection: Any, _: Any) -> None:
    connection.run_async(use_json_codecs)


def _refuse_dead(connection: Any, *_: Any) -> None:
    """The pool then makes another one in its place."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError


def _end_if_in_transaction(connection: Any, _: Any) -> None:
    """Somebody was cancelled while he rolled back: the next one must not go on in his transaction, nor wait for it."""
    if connection is not None and connection.driver_connection.is_in_transaction():
        connection.driver_connection.terminate()


class _loss_is_away:  # noqa: N801  # a plain class: entered for every query, and a generator costs thrice as much
    """Turns what says that the server has gone into `Away`; while `connecting`, any trouble of the system too."""

    def __init__(self, *, connecting: bool = False) -> None:
        self._connecting = connecting

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        if error is not None and (_is_loss(error) or (self._connecting and isinstance(error, OSError))):
            raise Away("database_away", "The database cannot be reached.") from error


def _is_loss(error: BaseException | None) -> bool:
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or _is_loss(error.orig)
    if isinstance(error, AsyncAdapt_asyncpg_dbapi.Error):
        return _is_loss(error.__cause__)
    if isinstance(error, asyncpg.PostgresError):
        return str(error.sqlstate).startswith(_LOST_STATES)
    if isinstance(error, asyncpg.InterfaceError):
        return "connection is closed" in str(error)
    # The last is what asyncpg says, at times, of a connection whose server was killed.
    return isinstance(error, ConnectionError | TimeoutError | asyncpg.InternalClientError)
