"""ATT&CK ICS 18.1 and mobile 17.1 (STIX 2.1), asked for at the catalogue's API: these columns of `sources.md`. The two
know different forms of detection: strategies in one, data components in the other."""

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
import pytest_asyncio
from carrying import DATA, batches, everything, facts_of, job, sha, total
from catalog_support.client import Client
from catalog_support.service import CatalogForTests

from aegis_catalog.adapters.persistence.migrations import MIGRATIONS
from aegis_import.adapters.archives.limits import ArchiveLimits
from aegis_import.adapters.parsing.work import read_archive
from aegis_kernel.rights import Role
from aegis_testkit.http import serving
from aegis_testkit.postgres import ServerForTests

pytestmark = pytest.mark.data

FILE = "attack-stix-data-ics-18.1-mobile-17.1.zip"
DOMAINS = ("ics", "mobile")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def older(postgres_server: ServerForTests) -> AsyncIterator[Client]:
    """A viewer of a catalogue with both."""
    if not (DATA / FILE).exists():
        pytest.skip(f"{DATA / FILE} is not here: set AEGIS_TEST_DATA to the folder of upstream archives")
    async with postgres_server.database(MIGRATIONS) as made:
        catalog = CatalogForTests(made.open(MIGRATIONS.schema))
        for domain in DOMAINS:
            wanted = replace(job(f"attack-{domain}"), path=str(DATA / FILE), name=FILE)
            await catalog.hear(*batches(facts_of(read_archive(wanted, ArchiveLimits()), wanted)))
        async with serving(catalog.app()) as http:
            yield Client(http, catalog, Role.VIEWER)
        await catalog.container.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def counts(older: Client) -> dict[str, dict[str, Any]]:
    told = (await older.get("/content-counts")).json()
    return {
        "items": {entry["kind"]: entry["domains"] for entry in told["items"]},
        "relations": {entry["relation"]: entry["domains"] for entry in told["relations"]},
    }


@pytest.mark.parametrize(
    "domain, plain, subs, ids, cells, several",
    [
        ("ics", (83, 0, 12), (0, 0, 0), "973722c8ccd6e3d0", 94, 11),
        ("mobile", (75, 53, 14), (46, 0, 0), "6d5ed20446c5726a", 139, 17),
    ],
)
async def test_techniques_and_tactics(
    older: Client,
    domain: str,
    plain: tuple[int, int, int],
    subs: tuple[int, int, int],
    ids: str,
    cells: int,
    several: int,
) -> None:
    techniques = await everything(older, "/techniques", domain=domain, state="all")
    found = Counter((item["is_subtechnique"], item["state"]) for item in techniques)
    states = ("active", "revoked", "deprecated")
    assert tuple(found[False, state] for state in states) == plain
    assert tuple(found[True, state] for state in states) == subs
    active = [item for item in techniques if item["state"] == "active"]
    assert sha(item["attack_id"] for item in active) == ids
    assert (sum(len(item["tactics"]) for item in active), sum(len(item["tactics"]) > 1 for item in active)) == (
        cells,
        several,
    )
    assert await total(older, "/tactics", domain=domain) == 12


ITEMS = {
    "tactic": ((12, 0, 0), (12, 0, 2)),
    "mitigation": ((52, 0, 0), (13, 0, 2)),
    "actor": ((14, 2, 0), (15, 0, 0)),
    "software": ((23, 0, 7), (118, 0, 1)),
    "campaign": ((7, 0, 1), (3, 0, 0)),
    "detection_strategy": ((83, 0, 0), (0, 0, 0)),
    "analytic": ((82, 0, 0), (0, 0, 0)),
}


@pytest.mark.parametrize("kind", ITEMS)
async def test_items(counts: dict[str, dict[str, Any]], kind: str) -> None:
    for domain, expected in zip(DOMAINS, ITEMS[kind], strict=True):
        found = counts["items"][kind].get(domain) or {"active": 0, "revoked": 0, "deprecated": 0}
        assert (found["active"], found["revoked"], found["deprecated"]) == expected, domain


@pytest.mark.parametrize(
    "relation, expected",
    [
        ("actor_uses_technique", (20, 29)),
        ("actor_uses_technique_or_its_software_does", (105, 170)),
        ("actor_uses_software", (16, 13)),
        ("software_uses_technique", (163, 1_250)),
        ("campaign_uses_technique", (63, 44)),
        ("campaign_attributed_to_actor", (5, 1)),
        ("mitigation_mitigates_technique", (331, 163)),
        ("technique_revoked_by_technique", (0, 50)),
    ],
)
async def test_relations(counts: dict[str, dict[str, Any]], relation: str, expected: tuple[int, int]) -> None:
    found = counts["relations"][relation]
    assert tuple(found[domain]["pairs"] if domain in found else 0 for domain in DOMAINS) == expected


async def test_who_uses_what_and_what_sees_it(older: Client, counts: dict[str, dict[str, Any]]) -> None:
    uses = counts["relations"]["actor_uses_technique"]
    assert [(uses[domain]["left"], uses[domain]["right"]) for domain in DOMAINS] == [(7, 10), (10, 22)]
    assert [await total(older, "/data-components", domain=domain) for domain in DOMAINS] == [36, 17]
    strategies = counts["relations"]["detection_strategy_detects_technique"]
    assert strategies["ics"]["pairs"] == 83
    components = await everything(older, "/data-components", domain="mobile")
    seen = set()
    for component in components:
        for technique in await everything(older, f"/data-components/{component['id']}/techniques"):
            if "mobile" in technique["domains"]:
                seen.add((component["id"], technique["id"]))
    assert len(seen) == 168


async def test_ends_of_chains(older: Client) -> None:
    """Revoked without a successor, in 17.1 alone T1415 and T1419 as well: they wait for a person."""
    waiting = {item["technique"]["attack_id"] for item in await everything(older, "/review-queue")}
    assert {"T1454", "T1415", "T1419"} <= waiting
