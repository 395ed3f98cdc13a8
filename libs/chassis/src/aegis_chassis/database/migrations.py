"""Migrations: each service's revisions, run in-process by one shared Alembic environment.

One runner at a time per schema, by an advisory lock; a transaction a revision; short lock time-outs with retries, so
that a migration that waits for a busy table does not make everybody queue behind it.
"""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import structlog
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from aegis_chassis.database.address import sqlalchemy_url

log = structlog.get_logger(__name__)

_ENVIRONMENT = Path(__file__).with_name("alembic_environment")
_LOCK_NOT_HAD = "55P03"
_LOCK_TIMEOUT = "5s"
_STATEMENT_TIMEOUT = "15min"
_TRIES = 6

# Alembic's `op` and `context` are global to the process: one migration at a time, whatever the event loop.
_alembic_is_free = threading.Lock()


class MigrationFailed(Exception):
    """A schema could not be brought to the revision asked for. The message says why and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Migrations:
    """The revisions of one service. `versions` names the package that holds the folder ``versions`` of revision files
    (``0001_begin.py``)."""

    service: str
    schema: str
    versions: str

    @property
    def folder(self) -> Path:
        """Where the revision files lie."""
        spec = find_spec(self.versions)
        if spec is None or not spec.submodule_search_locations:
            raise MigrationFailed(f"{self.versions} is not a package with a folder of revisions")
        return Path(spec.submodule_search_locations[0]) / "versions"


async def migrate(
    where: str | AsyncConnection, migrations: Migrations, *, to: str = "head", lock_within: float = 300.0
) -> None:
    """Brings the schema up to the revision `to`. `where` is a DSN, or a connection whose search path is the schema and
    that has no transaction open.

    Waits up to `lock_within` seconds for another migration of the schema to end. Raises `MigrationFailed`.
    """
    async with _connection(where, migrations.schema) as connection, _locked(connection, migrations, lock_within):
        if to == "head" and not await pending(connection, migrations):
            return
        await _run(connection, migrations, lambda config: command.upgrade(config, to))
        log.info("database.migrated", schema=migrations.schema, to=to)


async def downgrade(
    where: str | AsyncConnection, migrations: Migrations, *, to: str, lock_within: float = 300.0
) -> None:
    """Undoes revisions down to `to` (``base`` for all, ``-1`` for the last)."""
    async with _connection(where, migrations.schema) as connection, _locked(connection, migrations, lock_within):
        await _run(connection, migrations, lambda config: command.downgrade(config, to))


async def pending(where: str | AsyncConnection, migrations: Migrations) -> list[str]:
    """The revisions that the schema lacks, oldest first; empty when it has all, or is ahead of this program (a newer
    one runs beside it during an upgrade)."""
    async with _connection(where, migrations.schema) as connection:
        present = await _present(connection, migrations.schema)
    known = revisions(migrations)
    if present is None:
        return known
    if present not in known:
        return []
    return known[known.index(present) + 1 :]


def revisions(migrations: Migrations) -> list[str]:
    """All revisions, oldest first. They form one line."""
    return list(_line(migrations))


@lru_cache
def _line(migrations: Migrations) -> tuple[str, ...]:
    script = ScriptDirectory.from_config(_configuration(migrations))
    heads = script.get_heads()
    if len(heads) > 1:
        raise MigrationFailed(
            f"{migrations.service} has {len(heads)} heads: {', '.join(heads)}; put one after the other"
        )
    return tuple(reversed([revision.revision for revision in script.walk_revisions()]))


async def _present(connection: AsyncConnection, schema: str) -> str | None:
    table = f"{schema}.alembic_version"
    exists = await connection.scalar(text("select to_regclass(:table) is not null"), {"table": table})
    found: str | None = None
    if exists:
        found = await connection.scalar(text(f'select version_num from "{schema}".alembic_version'))  # noqa: S608
    await connection.rollback()
    return found


def _configuration(migrations: Migrations, **attributes: Any) -> Config:
    config = Config()
    for name, value in {
        "script_location": str(_ENVIRONMENT),
        "version_locations": str(migrations.folder),
        "path_separator": "newline",
    }.items():
        config.set_main_option(name, value.replace("%", "%%"))
    config.attributes.update(attributes, schema=migrations.schema)
    return config


@asynccontextmanager
async def _connection(where: str | AsyncConnection, schema: str) -> AsyncIterator[AsyncConnection]:
    if isinstance(where, AsyncConnection):
        yield where
        return
    engine = create_async_engine(
        sqlalchemy_url(where),
        poolclass=NullPool,
        connect_args={"server_settings": {"search_path": schema, "application_name": f"{schema}-migrate"}},
    )
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()


@asynccontextmanager
async def _locked(connection: AsyncConnection, migrations: Migrations, within: float) -> AsyncIterator[None]:
    schema = {"schema": migrations.schema}
    if not await connection.scalar(text("select to_regnamespace(:schema) is not null"), schema):
        raise MigrationFailed(f"there is no schema {migrations.schema}: run `python -m aegis_chassis bootstrap` first")
    taken = text("select pg_try_advisory_lock(hashtext('aegis.migrate'), hashtext(:schema))")
    given_back = text("select pg_advisory_unlock(hashtext('aegis.migrate'), hashtext(:schema))")
    give_up_at = asyncio.get_running_loop().time() + within
    while not await connection.scalar(taken, schema):
        if asyncio.get_running_loop().time() > give_up_at:
            raise MigrationFailed(f"another migration of {migrations.schema} has been running for {within:g} s")
        await asyncio.sleep(0.1)
    await connection.execute(text(f"set lock_timeout = '{_LOCK_TIMEOUT}'"))
    await connection.execute(text(f"set statement_timeout = '{_STATEMENT_TIMEOUT}'"))
    await connection.commit()
    try:
        yield
    finally:
        if not connection.invalidated and not connection.closed:
            await connection.rollback()
            await connection.execute(text("reset lock_timeout"))
            await connection.execute(text("reset statement_timeout"))
            await connection.execute(given_back, schema)
            await connection.commit()


async def _run(connection: AsyncConnection, migrations: Migrations, work: Callable[[Config], None]) -> None:
    def in_sync(sync: Connection) -> None:
        work(_configuration(migrations, connection=sync))

    for tried in range(1, _TRIES + 1):
        while not _alembic_is_free.acquire(blocking=False):  # noqa: ASYNC110  # shared by threads with other loops
            await asyncio.sleep(0.01)
        try:
            await connection.run_sync(in_sync)
        except DBAPIError as error:
            await connection.rollback()
            if getattr(error.orig, "sqlstate", None) != _LOCK_NOT_HAD:
                raise
            if tried == _TRIES:
                raise MigrationFailed(f"{migrations.schema}: a table stayed locked; stop long transactions") from error
            log.warning("database.migration_waits", schema=migrations.schema, tried=tried)
        else:
            return
        finally:
            _alembic_is_free.release()
        await asyncio.sleep(tried)
