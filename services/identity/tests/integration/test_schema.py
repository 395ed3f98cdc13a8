"""The revisions make the tables that the code uses, and undo them."""

from sqlalchemy import inspect

from aegis_chassis.database.migrations import downgrade, migrate
from aegis_identity.adapters.persistence.migrations import MIGRATIONS
from aegis_identity.adapters.persistence.tables import metadata
from aegis_testkit.plugin_postgres import ServiceDatabase


async def test_the_revisions_make_what_the_tables_say(service_database: ServiceDatabase) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    database = await service_database(MIGRATIONS)

    def differences(sync: object) -> list[object]:
        context = MigrationContext.configure(
            sync,
            opts={"compare_type": True, "include_name": lambda name, kind, _: name != "alembic_version"},  # type: ignore[arg-type]
        )
        return list(compare_metadata(context, metadata))

    async with database.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_they_can_be_undone_and_done_again(service_database: ServiceDatabase) -> None:
    database = await service_database(MIGRATIONS)
    async with database.connect() as connection:
        await downgrade(connection, MIGRATIONS, to="base")
        names = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
        assert set(names) <= {"alembic_version"}
        await connection.rollback()
        await migrate(connection, MIGRATIONS)
