"""Roles, schemas and grants: one login role a schema, which owns that schema and can see no other.

Run by ``python -m aegis_chassis bootstrap``, by the standalone process and by tests; as often as one likes.
"""

import re
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager

import asyncpg
import structlog
from sqlalchemy import make_url

from aegis_chassis.database.address import with_database
from aegis_chassis.database.scram import scram_verifier

log = structlog.get_logger(__name__)

BUS_SCHEMA = "bus"
"""Of the PostgreSQL log: a schema and a role like a service's, whose login whoever carries facts shares."""

_MAINTENANCE = "postgres"
_NAME = re.compile(r"[a-z_][a-z0-9_]{0,47}")


class BootstrapFailed(Exception):
    """The database could not be prepared. The message says what to do."""


def role_of(schema: str) -> str:
    """The login role that owns `schema`."""
    return f"aegis_{schema}"


async def bootstrap(
    dsn: str, passwords: Mapping[str, str], *, database: str | None = None, single_role: bool = False
) -> None:
    """Makes `database` (by default the DSN's own) if it is missing, and in it a schema and its role for each entry of
    `passwords`; corrects what differs. `dsn` logs in as a role that may create roles and databases.

    `single_role` is for a DSN that may not create roles: schemas alone, all owned by the DSN's role; services are then
    kept apart by their code only. One at a time, by an advisory lock. Raises `BootstrapFailed`.
    """
    name = database or make_url(dsn).database or _MAINTENANCE
    for checked in (name, *passwords):
        if not _NAME.fullmatch(checked):
            raise BootstrapFailed(f"{checked!r} cannot be the name of a database or schema: [a-z_][a-z0-9_]* is")
    with _saying_what_to_do(dsn):
        async with _one_at_a_time(dsn, name):
            connection = await asyncpg.connect(with_database(dsn, name), timeout=10)
            try:
                async with connection.transaction():
                    if single_role:
                        await _schemas_alone(connection, list(passwords))
                    else:
                        await _schemas_with_roles(connection, name, passwords)
            finally:
                await connection.close()


@contextmanager
def _saying_what_to_do(dsn: str) -> Iterator[None]:
    address = make_url(dsn).render_as_string(hide_password=True)
    try:
        yield
    except asyncpg.InsufficientPrivilegeError as error:
        raise BootstrapFailed(
            f"{address} may not do it ({error}): use a role with CREATEROLE and CREATEDB, or set "
            "AEGIS_DATABASE_SINGLE_ROLE=true to do without a role for each service"
        ) from error
    except (asyncpg.InvalidAuthorizationSpecificationError, OSError, TimeoutError) as error:
        raise BootstrapFailed(f"{address} cannot be reached: {error}") from error


@asynccontextmanager
async def _one_at_a_time(dsn: str, name: str) -> AsyncIterator[None]:
    """Holds the lock, and has made the database. Roles belong to the whole server, so the lock is taken in the
    maintenance database, or, where a provider has none for us, in our own."""
    try:
        connection = await asyncpg.connect(with_database(dsn, _MAINTENANCE), timeout=10)
    except (asyncpg.InvalidCatalogNameError, asyncpg.InsufficientPrivilegeError):
        connection = await asyncpg.connect(with_database(dsn, name), timeout=10)
    try:
        await connection.execute("select pg_advisory_lock(hashtext('aegis.bootstrap'))")
        if not await connection.fetchval("select true from pg_database where datname = $1", name):
            await connection.execute(f"create database \"{name}\" encoding 'UTF8' template template0")
            log.info("bootstrap.database_created", database=name)
        yield
    finally:
        await connection.close()


async def _schemas_alone(connection: "asyncpg.Connection[asyncpg.Record]", schemas: Sequence[str]) -> None:
    log.warning(
        "bootstrap.single_role",
        consequence="every service can read and write every other's tables: for trials only",
    )
    for schema in schemas:
        if not await _exists(connection, schema):
            await connection.execute(f'create schema "{schema}"')
        await connection.execute(f'revoke all on schema "{schema}" from public')


async def _schemas_with_roles(
    connection: "asyncpg.Connection[asyncpg.Record]", database: str, passwords: Mapping[str, str]
) -> None:
    await connection.execute(f'revoke all on database "{database}" from public')
    await connection.execute("revoke all on schema public from public")
    superuser = await connection.fetchval("select rolsuper from pg_roles where rolname = current_user")
    for schema, password in sorted(passwords.items()):
        role = role_of(schema)
        if not await connection.fetchval("select true from pg_roles where rolname = $1", role):
            await connection.execute(f'create role "{role}"')
            log.info("bootstrap.role_created", role=role)
        harmless = "nosuperuser nobypassrls noreplication " if superuser else ""
        await connection.execute(
            f"alter role \"{role}\" with login {harmless}nocreatedb nocreaterole password '{scram_verifier(password)}'"
        )
        if not superuser:  # to make a schema for a role, one has to be a member of it
            await connection.execute(f'grant "{role}" to current_user')
        if not await _exists(connection, schema):
            await connection.execute(f'create schema "{schema}" authorization "{role}"')
        await connection.execute(f'alter schema "{schema}" owner to "{role}"')
        await connection.execute(f'revoke all on schema "{schema}" from public')
        await _revoke_from_others(connection, schema, role)
        await connection.execute(f'grant connect, temporary on database "{database}" to "{role}"')
        await connection.execute(f'alter role "{role}" in database "{database}" set search_path = "{schema}"')


async def _revoke_from_others(connection: "asyncpg.Connection[asyncpg.Record]", schema: str, owner: str) -> None:
    others = await connection.fetch(
        """
        select distinct grantee.rolname
        from pg_namespace, aclexplode(nspacl) as entry join pg_roles as grantee on grantee.oid = entry.grantee
        where nspname = $1 and grantee.rolname <> $2
        """,
        schema,
        owner,
    )
    for other in others:
        await connection.execute(f'revoke all on schema "{schema}" from "{other["rolname"]}"')


async def _exists(connection: "asyncpg.Connection[asyncpg.Record]", schema: str) -> bool:
    return bool(await connection.fetchval("select to_regnamespace(quote_ident($1)) is not null", schema))
