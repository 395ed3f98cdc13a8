"""Real frameworks, mappings, actor profiles and ATT&CK's own table, asked for at the catalogue's API: the exact counts
and hashes of `sources.md`, with ATT&CK before the others and after them, mappings before their catalogue and after."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from carrying import batches, everything, read_all, sha, total
from catalog_support.client import Client
from catalog_support.service import CatalogForTests

from aegis_catalog.adapters.persistence.migrations import MIGRATIONS
from aegis_contracts.import_content import Claim
from aegis_kernel.facts import Fact
from aegis_kernel.rights import Role
from aegis_testkit.http import serving
from aegis_testkit.postgres import ServerForTests

pytestmark = pytest.mark.data

SOURCES = (
    "attack-enterprise", "attack-mobile", "attack-ics", "nist-800-53", "nist-800-53-mappings", "cis-v8", "misp-actors",
)  # fmt: skip
NIST = "/frameworks/nist-800-53-r5"
CIS = "/frameworks/cis-v8"
BASELINES = {"low": 149, "moderate": 287, "high": 370, "privacy": 96}


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def facts() -> dict[str, list[Fact[Claim]]]:
    return await read_all(SOURCES)


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=["attack first", "attack last"])
async def knowledge(
    request: pytest.FixtureRequest, postgres_server: ServerForTests, facts: dict[str, list[Fact[Claim]]]
) -> AsyncIterator[Client]:
    """A viewer of a catalogue with all of it."""
    order = SOURCES if request.param == "attack first" else reversed(SOURCES)
    async with postgres_server.database(MIGRATIONS) as made:
        catalog = CatalogForTests(made.open(MIGRATIONS.schema))
        for source in order:
            await catalog.hear(*batches(facts[source]))
        async with serving(catalog.app()) as http:
            yield Client(http, catalog, Role.VIEWER)
        await catalog.container.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def counts(knowledge: Client) -> dict[str, dict[str, Any]]:
    """The items, relations and names of ``/content-counts``, by what they are called."""
    told = (await knowledge.get("/content-counts")).json()
    return {
        "items": {entry["kind"]: entry for entry in told["items"]},
        "relations": {entry["relation"]: entry["domains"] for entry in told["relations"]},
        "named": {(entry["kind"], entry["upstream"]): entry["all"] for entry in told["named"]},
    }


@pytest.mark.parametrize(
    "domain, kinds",
    [
        (
            "enterprise",
            {
                "tactic": (15, 0, 0), "technique": (697, 149, 12), "subtechnique": (475, 17, 1),
                "mitigation": (44, 0, 224), "actor": (174, 6, 9), "software": (821, 2, 1), "campaign": (56, 0, 0),
                "detection_strategy": (697, 0, 2), "analytic": (1_758, 0, 0),
            },
        ),
        (
            "mobile",
            {
                "technique": (124, 53, 13), "subtechnique": (47, 0, 0), "mitigation": (13, 0, 2), "actor": (20, 2, 0),
                "software": (126, 0, 1), "campaign": (3, 0, 0), "detection_strategy": (124, 0, 0),
                "analytic": (211, 0, 0),
            },
        ),
        (
            "ics",
            {
                "tactic": (12, 0, 0), "technique": (97, 9, 12), "subtechnique": (18, 0, 0), "mitigation": (52, 0, 0),
                "actor": (14, 2, 0), "software": (23, 0, 7), "campaign": (8, 0, 1), "detection_strategy": (97, 0, 0),
                "analytic": (97, 0, 0),
            },
        ),
    ],
)  # fmt: skip
async def test_attacks_table_of_items(
    counts: dict[str, dict[str, Any]], domain: str, kinds: dict[str, tuple[int, int, int]]
) -> None:
    for kind, expected in kinds.items():
        found = counts["items"][kind]["domains"][domain]
        assert (found["active"], found["revoked"], found["deprecated"]) == expected, kind
    components = {"enterprise": 106, "mobile": 29, "ics": 36}
    assert counts["items"]["data_component"]["domains"][domain]["active"] == components[domain]


@pytest.mark.parametrize(
    "relation, expected",
    [
        ("technique_in_tactic", (872, 144, 116)),
        ("actor_uses_technique", (4_546, 32, 20)),
        ("actor_uses_technique_or_its_software_does", (12_981, 210, 108)),
        ("actor_uses_software", (1_145, 16, 16)),
        ("software_uses_technique", (11_211, 1_402, 169)),
        ("campaign_uses_technique", (1_146, 44, 83)),
        ("campaign_attributed_to_actor", (26, 1, 5)),
        ("mitigation_mitigates_technique", (1_448, 167, 402)),
        ("detection_strategy_detects_technique", (697, 124, 97)),
        ("technique_revoked_by_technique", (149, 52, 9)),
    ],
)
async def test_attacks_table_of_relations(
    counts: dict[str, dict[str, Any]], relation: str, expected: tuple[int, int, int]
) -> None:
    found = counts["relations"][relation]
    assert tuple(found[domain]["pairs"] for domain in ("enterprise", "mobile", "ics")) == expected


async def test_who_uses_what_in_attack(knowledge: Client, counts: dict[str, dict[str, Any]]) -> None:
    uses = counts["relations"]["actor_uses_technique"]
    assert {domain: (found["left"], found["right"]) for domain, found in uses.items()} == {
        "enterprise": (170, 492), "mobile": (12, 23), "ics": (7, 10),
    }  # fmt: skip
    assert counts["items"]["technique"]["all"]["active"] == 918
    assert counts["items"]["actor"]["all"]["active"] == 178
    assert await total(knowledge, "/analytics", domain="enterprise") == 1_758
    assert await total(knowledge, "/detection-strategies", domain="enterprise") == 697
    assert await total(knowledge, "/attack-campaigns", domain="enterprise") == 56


async def test_nists_controls(knowledge: Client) -> None:
    found = (await knowledge.get(NIST)).json()
    counted = found["counts"]
    assert (found["version"], counted["families"]) == ("5.0.1", 20)
    assert (counted["controls"], counted["controls_withdrawn"]) == (322, 24)
    assert (counted["enhancements"], counted["enhancements_withdrawn"], counted["active"]) == (867, 158, 1_007)
    assert await total(knowledge, f"{NIST}/controls", from_mapping="false") == 1_007
    baselines = {group: await total(knowledge, f"{NIST}/controls", group=group) for group in BASELINES}
    assert baselines == BASELINES
    [made] = await everything(knowledge, f"{NIST}/controls", from_mapping="true")
    assert (made["label"], counted["from_mapping"]) == ("IA-13", 1)
    ac_2 = (await knowledge.get(f"{NIST}/controls/AC-2")).json()
    assert (ac_2["name"], ac_2["attack_version"]) == ("Account Management", "16.1")
    assert (await knowledge.get(f"{NIST}/controls/AC-2(1)")).json()["parent"]["label"] == "AC-2"


async def test_nists_mappings(knowledge: Client, counts: dict[str, dict[str, Any]]) -> None:
    counted = (await knowledge.get(NIST)).json()["counts"]
    assert (counted["mapped_controls"], counted["mappings"], counted["non_mappable"]) == (109, 5_264, 96)
    assert (counted["technique_ids_named"], counted["techniques"]) == (470, 467)
    mappings = await everything(knowledge, f"{NIST}/mappings", non_mappable="false")
    pairs = {f"{one['control_named']} {one['technique_id_named']}" for one in mappings}
    refused = await everything(knowledge, f"{NIST}/non-mappable")
    named = counts["named"]["control", "nist-800-53"]
    assert (named["ids"], named["active"], named["revoked"], named["deprecated"]) == (470, 455, 15, 0)
    everywhere = {one["technique_id_named"] for one in (*mappings, *refused)}
    led_to = {
        one["technique"]["attack_id"]
        for one in (*mappings, *refused)
        if one["technique"] and one["technique"]["state"] == "active"
    }
    assert (len(pairs), len(refused), len(everywhere), len(led_to)) == (5_264, 96, 566, 563)
    assert sha(pairs) == "743e7a70af1047c1"
    assert any(one["followed"] for one in mappings)


async def test_cis_controls(knowledge: Client, counts: dict[str, dict[str, Any]]) -> None:
    found = (await knowledge.get(CIS)).json()
    counted = found["counts"]
    assert (counted["controls"], counted["enhancements"], counted["mapped_controls"]) == (18, 153, 105)
    assert (found["attack_version"], counted["mappings"]) == ("8.2", 2_962)
    mappings = await everything(knowledge, f"{CIS}/mappings")
    assert sha(f"{one['control']['label']} {one['technique_id_named']}" for one in mappings) == "a5069d27b3bd075d"
    named = counts["named"]["control", "cis-v8"]
    assert (named["ids"], named["active"], named["revoked"], named["deprecated"], named["followed"]) == (
        383, 369, 13, 1, 378,
    )  # fmt: skip
    assert (await knowledge.get(f"{CIS}/controls/3.10")).json()["label"] == "3.10"
    assert (await knowledge.get(f"{CIS}/controls/3.1")).json()["label"] == "3.1"


async def test_misps_actors(knowledge: Client) -> None:
    profiles = await everything(knowledge, "/actor-profiles")
    aliases = [len(profile["aliases"]) for profile in profiles]
    assert (len(profiles), sum(map(bool, aliases)), sum(aliases)) == (1_041, 403, 1_403)
    assert sum(bool(profile["country"]) for profile in profiles) == 476
    joined = await everything(knowledge, "/actor-profiles", joined="true")
    groups = {group["id"]: group["state"] for profile in joined for group in profile["actors"]}
    assert (len(joined), len(groups), Counter(groups.values())["active"]) == (59, 59, 55)
    turla = (await knowledge.get("/threat-actors/G0010")).json()
    assert {profile["country"] for profile in turla["profiles"]} == {"RU", "CN"}


async def test_a_techniques_controls_are_all_that_lead_to_it(knowledge: Client) -> None:
    for attack_id in ("T1059.001", "T1685"):
        below = await everything(knowledge, f"/techniques/{attack_id}/controls")
        listed = await everything(knowledge, f"{NIST}/controls", technique=attack_id)
        listed += await everything(knowledge, f"{CIS}/controls", technique=attack_id)
        assert {one["id"] for one in below} == {one["id"] for one in listed}
        assert below


async def test_hearing_all_again_changes_nothing(knowledge: Client, facts: dict[str, list[Fact[Claim]]]) -> None:
    await knowledge.catalog.rows("truncate inbox, outbox")
    for told in facts.values():
        await knowledge.catalog.hear(*batches(told))
    assert await knowledge.catalog.rows("select count(*) from outbox") == [(0,)]
