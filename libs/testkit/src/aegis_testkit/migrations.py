"""What each service's tests ask of its migrations: every step goes up, down and up again; the tables as code has them
are the tables as the migrations make them."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData, text

from aegis_chassis.database.migrations import Migrations, downgrade, migrate, revisions
from aegis_chassis.database.pool import Database
from aegis_chassis.database.tables import CHASSIS_TABLES

_LEFT = text("select count(*) from pg_class where relnamespace = to_regnamespace(:schema) and relname <> :version")


async def climb_stairway(database: Database, migrations: Migrations) -> None:
    """Takes each revision up, down, and up again, then all down. `database` has the schema, without tables.

    Raises when a step fails, and `AssertionError` when the way down leaves anything behind.
    """
    before = "base"
    for revision in revisions(migrations):
        await migrate(database.dsn, migrations, to=revision)
        await downgrade(database.dsn, migrations, to=before)
        await migrate(database.dsn, migrations, to=revision)
        before = revision
    await downgrade(database.dsn, migrations, to="base")
    async with database.connect() as connection:
        names = {"schema": migrations.schema, "version": "alembic_version"}
        left = await connection.scalar(_LEFT.bindparams(**names))
    assert left in {0, 1}, f"the way down leaves {left} tables, indexes or sequences"  # 1: the version's own index


async def drift(database: Database, metadata: MetaData) -> list[str]:
    """How a migrated database differs from `metadata`, one difference an entry; the chassis's own tables are left out
    when `metadata` has them not."""
    async with database.connect() as connection:
        return await connection.run_sync(_differences, metadata, database.schema)


def _differences(connection: Connection, metadata: MetaData, schema: str) -> list[str]:
    def ours(name: str | None, type_: str, _: Any) -> bool:
        return type_ != "table" or name in metadata.tables or name not in {*CHASSIS_TABLES, "alembic_version"}

    context = MigrationContext.configure(
        connection,
        opts={
            "include_name": ours,
            "compare_type": True,
            "compare_server_default": True,
            "version_table_schema": schema,
        },
    )
    return [_told(difference) for difference in compare_metadata(context, metadata)]


def _told(difference: Any) -> str:
    if isinstance(difference, list):
        return "; ".join(map(_told, difference))
    return " ".join(str(part) for part in difference if part is not None)
