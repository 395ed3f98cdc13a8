"""The schema is what the code says, and its revisions go both ways."""

from itertools import product

import asyncpg
import pytest
from testing_support.database import put
from testing_support.tests import NOON, Desk

from aegis_chassis.database.pool import Database
from aegis_testing.adapters.persistence.migrations import MIGRATIONS
from aegis_testing.adapters.persistence.tables import metadata
from aegis_testing.domain.side import Side
from aegis_testkit.migrations import climb_stairway, drift
from aegis_testkit.plugin_postgres import PostgresDatabase


# PostgreSQL spells what it computes its own way; the test of the states below compares what it means.
@pytest.mark.filterwarnings("ignore:Computed default on test:UserWarning")
async def test_the_tables_are_what_the_migrations_make(database: Database) -> None:
    assert await drift(database, metadata) == []


async def test_every_revision_goes_up_and_down(postgres_database: PostgresDatabase) -> None:
    made = await postgres_database("testing")
    await climb_stairway(made.open("testing"), MIGRATIONS)


async def test_the_database_reads_the_same_state_off_the_sides(database: Database, desk: Desk) -> None:
    """Over every combination of what the state rests on, possible or not."""
    sides = [
        Side(status=status, rejected_at=rejected, since=NOON)
        for status, rejected in product(("open", "submitted", "approved", "returned"), (None, NOON))
    ]
    tests = []
    for started, cancelled, red, blue in product((None, NOON), (None, NOON), sides, sides):
        test = desk.drafted()
        test.started_at, test.cancelled_at, test.red, test.blue = started, cancelled, red, blue
        tests.append(test)
    await put(database, *tests)
    async with database.raw() as connection:
        rows = await connection.fetch("select id, state from test")
    assert {row["id"]: row["state"] for row in rows} == {test.id: test.state for test in tests}
    assert len(rows) == 256


async def test_the_state_cannot_be_written(database: Database, desk: Desk) -> None:
    await put(database, desk.drafted())
    async with database.raw() as connection:
        with pytest.raises(asyncpg.PostgresError):
            await connection.execute("update test set state = 'validated'")
