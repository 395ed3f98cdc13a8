"""What each service's tests ask of its migrations: every step goes up, down and up again; the tables as code has them
are the tables as the migrations make them."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, MetaData

from aegis_chassis.database.migrations import Migrations, downgrade, migrate, revisions
from aegis_chassis.database.pool import Database
from aegis_chassis.database.tables import CHASSIS_TABLES

_LEFT = """
select string_agg(relname, ', ' order by relname) from pg_class
where relnamespace = to_regnamespace(current_schema) and relname not like 'alembic_version%'
"""


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
    async with database.raw() as connection:
        left = await connection.fetchval(_LEFT)
    assert left is None, f"the way down leaves {left}"


async def drift(database: Database, metadata: MetaData) -> list[str]:
    """How a migrated database differs from `metadata`, one difference an entry; the chassis's own tables are left out
    when `metadata` has them not."""
    async with database.connect() as connection:
        return await connection.run_sync(_differences, metadata, database.schema)


def _differences(connection: Connection, metadata: MetaData, schema: str) -> list[str]:
    others = {*CHASSIS_TABLES, "schedule_told", "alembic_version"}

    def ours(name: str | None, type_: str, _: Any) -> bool:
        return type_ != "table" or name in metadata.tables or name not in others

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
