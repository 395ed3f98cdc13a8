"""Migrations: one at a time, a transaction each, patient with locks; what each service's tests ask of its own."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text
from sqlalchemy.exc import DBAPIError

from aegis_chassis.database import migrations as module
from aegis_chassis.database.migrations import MigrationFailed, Migrations, downgrade, migrate, pending, revisions
from aegis_chassis.database.pool import Database
from aegis_chassis.database.tables import CHASSIS_TABLES, NAMING, chassis_tables
from aegis_testkit.migrations import climb_stairway, drift
from aegis_testkit.plugin_postgres import PostgresDatabase

REVISION = """
from alembic import op
from aegis_chassis.database.table_revisions import (
    create_chassis_tables, create_schedule_told, drop_chassis_tables, drop_schedule_told,
)
revision = "{name}"
down_revision = {before}

def upgrade() -> None:
    {up}

def downgrade() -> None:
    {down}
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator["Package"]:
    monkeypatch.syspath_prepend(str(tmp_path))
    made = Package(tmp_path)
    yield made
    sys.modules.pop(made.name, None)


class Package:
    """A package of revisions, written as a test goes on."""

    _count = 0

    def __init__(self, folder: Path) -> None:
        Package._count += 1
        self.name = f"revisions_{Package._count}"
        self._versions = folder / self.name / "versions"
        self._versions.mkdir(parents=True)
        (folder / self.name / "__init__.py").touch()

    def add(self, name: str, up: str, down: str = "pass", after: str | None = None) -> Migrations:
        text = REVISION.format(name=name, before=repr(after), up=up, down=down)
        (self._versions / f"{name}.py").write_text(text)
        module._line.cache_clear()
        return Migrations(service="alpha", schema="alpha", versions=self.name)


@pytest.fixture
async def alpha(postgres_database: PostgresDatabase) -> Database:
    """An empty schema, signed in as its role."""
    return (await postgres_database("alpha")).open("alpha")


async def tables(database: Database) -> set[str]:
    async with database.raw() as connection:
        rows = await connection.fetch("select tablename from pg_tables where schemaname = $1", database.schema)
    return {row[0] for row in rows}


async def test_a_schema_goes_up_and_down_by_its_own_role(alpha: Database, package: Package) -> None:
    package.add("0001", "create_chassis_tables(op)", "drop_chassis_tables(op)")
    migrations = package.add("0002", "op.execute('create table thing (id int)')", "op.drop_table('thing')", "0001")
    assert revisions(migrations) == ["0001", "0002"]
    assert await pending(alpha.dsn, migrations) == ["0001", "0002"]
    await migrate(alpha.dsn, migrations)
    assert await pending(alpha.dsn, migrations) == []
    assert await tables(alpha) == {*CHASSIS_TABLES, "thing", "alembic_version"}
    await downgrade(alpha.dsn, migrations, to="0001")
    assert await pending(alpha.dsn, migrations) == ["0002"]
    assert "thing" not in await tables(alpha)
    async with alpha.connect() as connection:
        await migrate(connection, migrations)
        assert await pending(connection, migrations) == []


async def test_the_chassis_tables_in_code_are_those_that_the_migration_makes(alpha: Database, package: Package) -> None:
    package.add("0001", "create_chassis_tables(op)", "drop_chassis_tables(op)")
    migrations = package.add("0002", "create_schedule_told(op)", "drop_schedule_told(op)", "0001")
    await climb_stairway(alpha, migrations)
    await migrate(alpha.dsn, migrations)
    metadata = MetaData(naming_convention=NAMING)
    chassis_tables(metadata)
    assert await drift(alpha, metadata) == []
    assert await drift(alpha, MetaData()) == []


async def test_outbox_values_are_stored_as_they_come(alpha: Database, package: Package) -> None:
    await migrate(alpha.dsn, package.add("0001", "create_chassis_tables(op)"))
    async with alpha.raw() as connection:
        storage = await connection.fetchval(
            "select attstorage from pg_attribute where attrelid = 'outbox'::regclass and attname = 'value'"
        )
    assert storage == b"e"


async def test_drift_is_found(alpha: Database, package: Package) -> None:
    await migrate(alpha.dsn, package.add("0001", "op.execute('create table thing (id int primary key, old text)')"))
    metadata = MetaData()
    Table("thing", metadata, Column("id", Integer, primary_key=True), Column("new", Text))
    Table("missing", metadata, Column("id", Integer, primary_key=True))
    told = "\n".join(await drift(alpha, metadata))
    for part in ("add_table missing", "add_column", "new", "remove_column", "old"):
        assert part in told


async def test_a_way_down_that_leaves_something_is_found(alpha: Database, package: Package) -> None:
    migrations = package.add("0001", "op.execute('create table if not exists thing (id int)')")
    with pytest.raises(AssertionError, match="leaves thing"):
        await climb_stairway(alpha, migrations)


async def test_a_revision_that_fails_undoes_itself_and_keeps_those_before(alpha: Database, package: Package) -> None:
    package.add("0001", "op.execute('create table one (id int)')")
    migrations = package.add("0002", "op.execute('create table two (id int)'); op.execute('select 1/0')", after="0001")
    with pytest.raises(DBAPIError, match="division by zero"):
        await migrate(alpha.dsn, migrations)
    assert await tables(alpha) == {"one", "alembic_version"}
    assert await pending(alpha.dsn, migrations) == ["0002"]
    migrations = package.add("0002", "op.execute('create table two (id int)')", after="0001")
    await migrate(alpha.dsn, migrations)
    assert "two" in await tables(alpha)


async def test_several_at_once_run_each_revision_once(alpha: Database, package: Package) -> None:
    package.add("0001", "op.execute('create table counted (id int)')")
    migrations = package.add("0002", "op.execute('insert into counted select 1 from pg_sleep(0.2)')", after="0001")
    await asyncio.gather(*(migrate(alpha.dsn, migrations) for _ in range(5)))
    async with alpha.raw() as connection:
        assert await connection.fetchval("select count(*) from counted") == 1


async def test_it_gives_up_on_another_that_does_not_end(alpha: Database, package: Package) -> None:
    migrations = package.add("0001", "pass")
    async with alpha.raw() as connection:
        await connection.execute("select pg_advisory_lock(hashtext('aegis.migrate'), hashtext('alpha'))")
        with pytest.raises(MigrationFailed, match=r"has been running for 0\.2 s"):
            await migrate(alpha.dsn, migrations, lock_within=0.2)
        await connection.execute("select pg_advisory_unlock_all()")


async def test_it_waits_for_a_table_in_short_tries(
    alpha: Database, package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LOCK_TIMEOUT", "100ms")
    await migrate(alpha.dsn, package.add("0001", "op.execute('create table busy (id int)')"))
    migrations = package.add("0002", "op.execute('alter table busy add column more int')", after="0001")
    async with alpha.raw() as connection:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute("select * from busy")
        migrating = asyncio.create_task(migrate(alpha.dsn, migrations))
        await asyncio.sleep(0.4)
        assert not migrating.done()
        # Between two tries nobody has to queue behind the migration.
        async with alpha.raw() as reader:
            await asyncio.wait_for(reader.execute("select * from busy"), 0.5)
        await transaction.rollback()
    await migrating
    assert await pending(alpha.dsn, migrations) == []


async def test_a_table_that_stays_locked_is_said(
    alpha: Database, package: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LOCK_TIMEOUT", "10ms")
    monkeypatch.setattr(module, "_TRIES", 1)
    await migrate(alpha.dsn, package.add("0001", "op.execute('create table busy (id int)')"))
    migrations = package.add("0002", "op.execute('alter table busy add column more int')", after="0001")
    async with alpha.raw() as connection, connection.transaction():
        await connection.execute("select * from busy")
        with pytest.raises(MigrationFailed, match="stayed locked"):
            await migrate(alpha.dsn, migrations)


async def test_a_schema_that_is_ahead_of_the_program_is_not_pending(alpha: Database, package: Package) -> None:
    migrations = package.add("0001", "pass")
    await migrate(alpha.dsn, migrations)
    async with alpha.raw() as connection:
        await connection.execute("update alembic_version set version_num = '0009'")
    assert await pending(alpha.dsn, migrations) == []
    await migrate(alpha.dsn, migrations)


async def test_a_schema_that_is_not_there_is_said(alpha: Database, package: Package) -> None:
    package.add("0001", "pass")
    nowhere = Migrations(service="x", schema="nowhere", versions=package.name)
    with pytest.raises(MigrationFailed, match="aegis_chassis bootstrap"):
        await migrate(alpha.dsn, nowhere)


def test_revisions_form_one_line(package: Package) -> None:
    package.add("0001", "pass")
    package.add("0002", "pass", after="0001")
    migrations = package.add("0003", "pass", after="0001")
    with pytest.raises(MigrationFailed, match="2 heads: 0002, 0003"):
        revisions(migrations)


def test_a_package_without_revisions_is_said() -> None:
    with pytest.raises(MigrationFailed, match="not a package"):
        revisions(Migrations(service="x", schema="x", versions="json.decoder"))


async def test_search_paths_of_reserved_words_work(postgres_database: PostgresDatabase, package: Package) -> None:
    package.add("0001", "create_chassis_tables(op)")
    migrations = Migrations(service="import", schema="import", versions=package.name)
    database = (await postgres_database(migrations)).open("import")
    async with database.raw() as connection:
        assert await connection.fetchval("select count(*) from outbox") == 0
