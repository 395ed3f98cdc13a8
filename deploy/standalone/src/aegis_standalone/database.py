"""The standalone's database: the one that a setting names, else a PostgreSQL of our own in the data folder."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

from aegis_chassis.database.bootstrap import BUS_SCHEMA, bootstrap
from aegis_chassis.database.embedded import EmbeddedPostgres
from aegis_chassis.database.passwords import keep_passwords
from aegis_standalone.services import SERVICES

DATABASE = "aegis"
_TRUE = {"1", "true", "yes", "on"}


@asynccontextmanager
async def database_variables(folder: Path, environment: Mapping[str, str]) -> AsyncIterator[dict[str, str]]:
    """Makes the database ready, with a schema and a role for each service, and says by which variables they find it.

    Where `AEGIS_DATABASE_URL` is set, its user has to be one who may create roles, or
    `AEGIS_DATABASE_SINGLE_ROLE` has to be true.
    """
    if given := environment.get("AEGIS_DATABASE_URL"):
        yield await _prepared(given, folder, environment)
        return
    async with EmbeddedPostgres(folder / "postgres") as server:
        yield await _prepared(server.dsn(DATABASE), folder, environment)


async def _prepared(dsn: str, folder: Path, environment: Mapping[str, str]) -> dict[str, str]:
    schemas = [installed.schema for installed in SERVICES] + [BUS_SCHEMA]
    if environment.get("AEGIS_DATABASE_SINGLE_ROLE", "").lower() in _TRUE:
        await bootstrap(dsn, dict.fromkeys(schemas, ""), single_role=True)
        return {"AEGIS_DATABASE_URL": dsn, "AEGIS_DATABASE_SINGLE_ROLE": "true"}
    passwords = folder / "passwords"
    await bootstrap(dsn, keep_passwords(passwords, schemas))
    return {"AEGIS_DATABASE_URL": dsn, "AEGIS_DATABASE_PASSWORDS_DIR": str(passwords)}
