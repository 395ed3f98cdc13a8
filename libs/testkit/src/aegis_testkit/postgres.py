"""A real PostgreSQL for tests: one server a run, a database a test, cloned in some 25 ms from a migrated template.

In order: the server that `AEGIS_TEST_POSTGRES_DSN` names (a superuser's DSN of a server for tests alone: its roles
``aegis_*`` are given new passwords), else the embedded one.
"""

import asyncio
import contextlib
import fcntl
import hashlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import asyncpg

from aegis_chassis.database.address import with_database, with_login
from aegis_chassis.database.bootstrap import bootstrap, role_of
from aegis_chassis.database.embedded import EmbeddedPostgres, ServerTrouble
from aegis_chassis.database.migrations import Migrations, migrate
from aegis_chassis.database.pool import Database, open_database
from aegis_testkit.required import Unavailable

VARIABLE = "AEGIS_TEST_POSTGRES_DSN"
_FOLDERS = "aegis-postgres-"
_CREATING = "select pg_advisory_lock(hashtext('aegis.testkit'))"

Part = Migrations | str
"""A service's schema with its tables, or the name of a schema that stays empty (``bus``)."""


@dataclass(frozen=True, slots=True)
class DatabaseForTests:
    """One database with a schema and a role for each of its parts. `dsn` is the superuser's."""

    dsn: str
    name: str
    _opened: list[Database] = field(default_factory=list)

    def login(self, schema: str) -> str:
        """The DSN of the role that owns `schema`."""
        return with_login(self.dsn, user=role_of(schema), password=_password(schema))

    def open(self, schema: str, *, size: int = 5) -> Database:
        """Connections of the role that owns `schema`. Closed with this database."""
        database = open_database(self.login(schema), schema=schema, size=size)
        self._opened.append(database)
        return database

    async def close(self) -> None:
        """Closes what was opened."""
        while self._opened:
            await self._opened.pop().close()


class ServerForTests:
    """Makes databases on the server that `dsn` signs in to as its superuser."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self._templates: dict[tuple[Part, ...], str] = {}
        self._making = asyncio.Lock()

    @asynccontextmanager
    async def database(self, *parts: Part) -> AsyncIterator[DatabaseForTests]:
        """A new database with these parts, dropped at the end."""
        made = await self.create(*parts)
        try:
            yield made
        finally:
            await self.drop(made)

    async def create(self, *parts: Part) -> DatabaseForTests:
        """The same, for who drops it by `drop`."""
        template = await self._template(parts)
        name = f"test_{uuid4().hex[:16]}"
        roles = ", ".join(f'"{role_of(_schema(part))}"' for part in parts)
        connection = await asyncpg.connect(self.dsn)
        try:
            await connection.execute(f'create database "{name}" template "{template}"')
            await connection.execute(f'revoke all on database "{name}" from public')
            if roles:
                await connection.execute(f'grant connect, temporary on database "{name}" to {roles}')
        finally:
            await connection.close()
        return DatabaseForTests(with_database(self.dsn, name), name)

    async def drop(self, made: DatabaseForTests) -> None:
        """Closes and drops a database that `create` made; whoever is still connected is thrown out."""
        await made.close()
        connection = await asyncpg.connect(self.dsn)
        try:
            await connection.execute(f'drop database if exists "{made.name}" with (force)')
        finally:
            await connection.close()

    async def _template(self, parts: tuple[Part, ...]) -> str:
        async with self._making:
            if parts not in self._templates:
                self._templates[parts] = await self._ensure_template(parts)
        return self._templates[parts]

    async def _ensure_template(self, parts: tuple[Part, ...]) -> str:
        """Named by what is in it, so that processes share it, and a changed revision makes another."""
        name = f"template_{_fingerprint(parts)}"
        connection = await asyncpg.connect(self.dsn)
        try:
            await connection.execute(_CREATING)
            ready = "select datistemplate from pg_database where datname = $1"
            if await connection.fetchval(ready, name):
                return name
            await connection.execute(f'drop database if exists "{name}" with (force)')
            await bootstrap(self.dsn, {_schema(part): _password(_schema(part)) for part in parts}, database=name)
            made = DatabaseForTests(with_database(self.dsn, name), name)
            for part in parts:
                if isinstance(part, Migrations):
                    await migrate(made.login(part.schema), part)
            await connection.execute(f'alter database "{name}" is_template true allow_connections false')
        finally:
            await connection.close()
        return name


@asynccontextmanager
async def postgres_server_dsn() -> AsyncIterator[str]:
    """The superuser's DSN of the run's server; an embedded one ends with it. Raises `Unavailable`."""
    if given := os.environ.get(VARIABLE):
        yield given
        return
    async with embedded_for_tests() as server:
        yield server.dsn()


@asynccontextmanager
async def embedded_for_tests(*, durable: bool = False) -> AsyncIterator[EmbeddedPostgres]:
    """A server of our own in a temporary folder, started; stopped and removed at the end. Raises `Unavailable`."""
    await asyncio.to_thread(_remove_left_over)
    folder = await asyncio.to_thread(_new_folder)
    server = EmbeddedPostgres(folder / "postgres", durable=durable, settings={"max_connections": "300"})
    try:
        try:
            await server.start()
        except ServerTrouble as trouble:
            raise Unavailable(f"PostgreSQL: {trouble}; or set {VARIABLE}") from trouble
        yield server
    finally:
        await server.stop()
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _new_folder() -> Path:
    """The server's own account has to pass through it; what is inside is closed to others."""
    folder = Path(tempfile.mkdtemp(prefix=_FOLDERS))
    folder.chmod(0o711)
    return folder


def _remove_left_over() -> None:
    """Folders of runs that were killed: nobody holds their lock."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_FOLDERS}*"):
        with contextlib.suppress(OSError):
            descriptor = os.open(folder / "postgres" / "lock", os.O_RDWR)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(descriptor)


def _schema(part: Part) -> str:
    return part if isinstance(part, str) else part.schema


def _password(schema: str) -> str:
    """Always the same: several processes of a run share the server's roles."""
    return f"for-tests-{schema}"


def _fingerprint(parts: tuple[Part, ...]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(f"{part}\n".encode())
        if isinstance(part, Migrations):
            for path in sorted(part.folder.glob("*.py")):
                digest.update(path.name.encode() + b"\n" + path.read_bytes())
    tables = Path(bootstrap.__code__.co_filename).with_name("tables.py")
    digest.update(tables.read_bytes())
    return digest.hexdigest()[:24]
