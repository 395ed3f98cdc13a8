"""The tables that the revisions make are those that the code names; every source of api.md is there from the start."""

from aegis_chassis.database.pool import Database
from aegis_import.adapters.parsing.registry import namespace_of
from aegis_import.adapters.persistence.migrations import MIGRATIONS
from aegis_import.adapters.persistence.tables import metadata
from aegis_import.domain.source import url_problem
from aegis_kernel.ids import named_id
from aegis_testkit.migrations import climb_stairway, drift
from aegis_testkit.plugin_postgres import PostgresDatabase


async def test_the_revisions_make_what_the_code_names(database: Database) -> None:
    assert await drift(database, metadata) == []


async def test_every_revision_goes_up_down_and_up(postgres_database: PostgresDatabase) -> None:
    made = await postgres_database("import")
    await climb_stairway(made.open("import"), MIGRATIONS)


NAMES = {
    "attack-enterprise", "attack-mobile", "attack-ics", "atomic", "sigma", "elastic", "splunk", "caldera", "lolbas",
    "gtfobins", "d3fend", "nist-800-53", "nist-800-53-mappings", "cis-v8", "misp-actors",
}  # fmt: skip


async def test_every_source_is_there_from_the_start(database: Database) -> None:
    async with database.raw() as connection:
        rows = await connection.fetch("select * from data_source order by name")
    assert {row["name"] for row in rows} == NAMES
    for row in rows:
        assert row["id"] == named_id("data-source", row["name"])
        assert row["enabled"]
        assert row["url"] is None or url_problem(row["url"]) is None
        if row["domain"]:
            folder = f"{row['domain']}-attack"
            assert row["url"].endswith(f"/mitre-attack/attack-stix-data/master/{folder}/{folder}.json")
    assert [row["name"] for row in rows if row["url"] is None] == ["cis-v8"], "there is no public address"
    of_several = {row["format"]: len(row["more_urls"]) for row in rows if row["more_urls"]}
    assert of_several == {"d3fend": 2, "nist-800-53": 4}
    assert {row["name"] for row in rows if row["format"] != row["upstream"]} == {"nist-800-53-mappings"}
    assert [row["name"] for row in rows if row["upstream"] != namespace_of(row["format"])] == []
