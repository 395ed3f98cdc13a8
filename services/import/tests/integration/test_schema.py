"""The tables that the revisions make are those that the code names; the sources of ATT&CK are there from the start."""

from aegis_chassis.database.pool import Database
from aegis_import.adapters.persistence.migrations import MIGRATIONS
from aegis_import.adapters.persistence.tables import metadata
from aegis_kernel.ids import named_id
from aegis_testkit.migrations import climb_stairway, drift
from aegis_testkit.plugin_postgres import PostgresDatabase


async def test_the_revisions_make_what_the_code_names(database: Database) -> None:
    assert await drift(database, metadata) == []


async def test_every_revision_goes_up_down_and_up(postgres_database: PostgresDatabase) -> None:
    made = await postgres_database("import")
    await climb_stairway(made.open("import"), MIGRATIONS)


async def test_the_sources_of_attack_are_there_from_the_start(database: Database) -> None:
    async with database.raw() as connection:
        rows = await connection.fetch("select id, name, upstream, domain, url, enabled from data_source order by name")
    assert [(row["name"], row["domain"]) for row in rows] == [
        ("attack-enterprise", "enterprise"),
        ("attack-ics", "ics"),
        ("attack-mobile", "mobile"),
    ]
    for row in rows:
        assert row["id"] == named_id("data-source", row["name"])
        folder = f"{row['domain']}-attack"
        assert row["url"].endswith(f"/mitre-attack/attack-stix-data/master/{folder}/{folder}.json")
        assert row["enabled"]
