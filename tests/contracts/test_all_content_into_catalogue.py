"""Every real archive, read by import's parsers and asked for at the catalogue's API: the exact counts and hashes of
`sources.md`, with ATT&CK before all other sources and after them."""

import hashlib
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from carrying import SOURCES, batches, everything, read_all, sha, total
from catalog_support.client import Client
from catalog_support.service import CatalogForTests

from aegis_catalog.adapters.persistence.migrations import MIGRATIONS
from aegis_contracts.import_content import Claim
from aegis_kernel.facts import Fact
from aegis_kernel.rights import Role
from aegis_testkit.http import serving
from aegis_testkit.postgres import ServerForTests

pytestmark = pytest.mark.data

SAID: dict[str, str] = {}
"""A hash of all that each order published last."""

Items = list[dict[str, Any]]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def facts() -> dict[str, list[Fact[Claim]]]:
    return await read_all(SOURCES)


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=["attack first", "attack last"])
async def all_content(
    request: pytest.FixtureRequest, postgres_server: ServerForTests, facts: dict[str, list[Fact[Claim]]]
) -> AsyncIterator[Client]:
    """A viewer of a catalogue with everything in it."""
    order = list(SOURCES) if request.param == "attack first" else list(reversed(SOURCES))
    async with postgres_server.database(MIGRATIONS) as made:
        catalog = CatalogForTests(made.open(MIGRATIONS.schema))
        for source in order:
            await catalog.hear(*batches(facts[source]))
        said = await catalog.rows(
            "select topic, key, convert_from(state, 'UTF8') from publication where topic <> 'aegis.catalog.runs' "
            "order by topic, key"
        )
        SAID[request.param] = hashlib.sha256(repr(said).encode()).hexdigest()
        async with serving(catalog.app()) as http:
            yield Client(http, catalog, Role.VIEWER)
        await catalog.container.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def techniques(all_content: Client) -> dict[str, dict[str, Any]]:
    """Every technique by its ATT&CK id: of several the active one."""
    found = await everything(all_content, "/techniques", state="all")
    return {item["attack_id"]: item for item in sorted(found, key=lambda item: item["state"] == "active")}


def named(items: Items) -> set[str]:
    return {id_ for item in items for id_ in item["technique_ids_named"]}


def counted(items: Items) -> tuple[int, int, int, int]:
    """Items, those that name a technique, ids, pairs."""
    naming = [item for item in items if item["technique_ids_named"]]
    return len(items), len(naming), len(named(items)), sum(len(item["technique_ids_named"]) for item in items)


async def test_both_orders_publish_the_same(all_content: Client) -> None:
    assert len(set(SAID.values())) == 1


async def test_hearing_all_again_changes_nothing(all_content: Client, facts: dict[str, list[Fact[Claim]]]) -> None:
    before = await all_content.catalog.rows("select count(*), sum(version) from publication")
    await all_content.catalog.rows("truncate inbox, outbox")
    for told in facts.values():
        await all_content.catalog.hear(*batches(told))
    assert await all_content.catalog.rows("select count(*) from outbox") == [(0,)]
    assert await all_content.catalog.rows("select count(*), sum(version) from publication") == before


@pytest.mark.parametrize(
    "path, query, states, followed",
    [
        ("/test-templates", {"source": "atomic"}, (341, 341, 0, 0), 341),
        ("/detection-rules", {"source": "sigma", "state": "active"}, (400, 400, 0, 0), 400),
        ("/detection-rules", {"source": "sigma"}, (414, 407, 6, 1), 407),
        ("/detection-rules", {"source": "elastic"}, (451, 439, 12, 0), 448),
        ("/detection-rules", {"source": "splunk"}, (305, 296, 9, 0), 302),
        ("/test-templates", {"source": "caldera"}, (123, 120, 3, 0), 123),
        ("/test-templates", {"source": "lolbas"}, (60, 58, 2, 0), 59),
        ("/test-templates", {"source": "gtfobins"}, (8, 8, 0, 0), 8),
        ("/defences", {}, (306, 295, 10, 1), 303),
    ],
)
async def test_what_each_source_names_leads_to_its_end(
    all_content: Client,
    techniques: dict[str, dict[str, Any]],
    path: str,
    query: dict[str, str],
    states: tuple[int, ...],
    followed: int,
) -> None:
    items = await everything(all_content, path, **({"state": "all"} | query))
    ids = named(items)
    found = Counter(techniques[id_]["state"] for id_ in ids)
    assert (len(ids), found["active"], found["revoked"], found["deprecated"]) == states
    if path == "/defences":
        links: set[str] = set()
        for item in items:
            below = await everything(all_content, f"/defences/{item['id']}/techniques", state="all")
            links |= {technique["attack_id"] for technique in below}
    else:
        links = {technique["attack_id"] for item in items for technique in item["techniques"]}
    assert sum(techniques[id_]["state"] == "active" for id_ in links) == followed


async def test_atomic_red_team(all_content: Client) -> None:
    items = await everything(all_content, "/test-templates", source="atomic")
    assert (len(items), sha(item["upstream_key"] for item in items)) == (1_819, "9d5274ad9ea8ac22")
    assert sha(named(items)) == "b866b1f615a4b7e0"
    assert sum(item["elevation_required"] for item in items) == 682
    stats = (await all_content.get("/test-templates/stats", source="atomic")).json()
    assert stats["by_executor"] == {
        "powershell": 703, "command_prompt": 559, "sh": 413, "bash": 128, "manual": 16,
    }  # fmt: skip
    pages = [(await all_content.get(f"/test-templates/{item['id']}")).json() for item in items]
    assert sum(page["cleanup"] is not None for page in pages) == 1_015
    assert sum(len(page["platforms_named"]) > 1 for page in pages) == 149
    assert Counter(platform for page in pages for platform in page["platforms_named"]) == {
        "windows": 1_225, "linux": 410, "macos": 252, "iaas:aws": 25, "containers": 19, "azure-ad": 18,
        "iaas:azure": 15, "office-365": 7, "iaas:gcp": 6, "google-workspace": 1,
    }  # fmt: skip
    arguments = [len(page["arguments"]) for page in pages]
    assert (sum(map(bool, arguments)), sum(arguments)) == (1_045, 2_171)
    assert sum(bool(page["dependencies"]) for page in pages) == 726


async def test_sigma(all_content: Client) -> None:
    items = await everything(all_content, "/detection-rules", source="sigma", state="all")
    assert (*counted(items), sha(named(items))) == (4_041, 3_557, 414, 4_866, "ab976c59b4f568e4")
    of_state = {state: [item for item in items if item["state"] == state] for state in ("active", "withdrawn")}
    of_state["deprecated"] = [item for item in items if item["state"] == "deprecated"]
    assert (*counted(of_state["active"]), sha(named(of_state["active"]))) == (
        3_780, 3_309, 400, 4_509, "1bff575f26eb9966",
    )  # fmt: skip
    assert counted(of_state["withdrawn"]) == (172, 161, 97, 228)
    assert counted(of_state["deprecated"]) == (89, 87, 60, 129)
    active = of_state["active"]
    assert Counter(item["severity"] for item in active) == {
        "high": 1_727, "medium": 1_507, "low": 341, "critical": 177, "informational": 28,
    }  # fmt: skip
    assert Counter(item["upstream_status"] for item in active) == {"test": 3_343, "experimental": 333, "stable": 104}


async def test_elastic(all_content: Client) -> None:
    items = await everything(all_content, "/detection-rules", source="elastic", state="all")
    assert (*counted(items), sha(named(items))) == (2_192, 2_085, 451, 7_006, "570035f6ab448a2b")
    active = [item for item in items if item["state"] == "active"]
    assert counted([item for item in active if item["kind"] == "rule"]) == (1_940, 1_860, 444, 6_368)
    assert counted([item for item in active if item["kind"] == "building_block"]) == (128, 123, 158, 414)
    assert counted([item for item in items if item["state"] == "withdrawn"]) == (124, 102, 93, 224)
    assert Counter(item["type"] for item in items) == {
        "eql": 1_081, "query": 508, "new_terms": 245, "esql": 212, "machine_learning": 106, "threshold": 31,
        "threat_match": 9,
    }  # fmt: skip
    assert Counter(item["severity"] for item in items) == {"medium": 966, "low": 640, "high": 565, "critical": 21}


async def test_splunk(all_content: Client) -> None:
    items = await everything(all_content, "/detection-rules", source="splunk", state="all")
    assert (*counted(items), sha(named(items))) == (1_711, 1_652, 305, 2_873, "a70d07118adfd0e0")
    assert Counter(item["upstream_status"] for item in items) == {
        "production": 1_472, "experimental": 141, "deprecated": 98,
    }  # fmt: skip
    assert sum(item["state"] == "withdrawn" for item in items) == 98


async def test_caldera(all_content: Client) -> None:
    items = await everything(all_content, "/test-templates", source="caldera")
    assert (len(items), len({item["group"] for item in items})) == (354, 209)
    assert (len(named(items)), sha(named(items))) == (123, "80dba6567ba94394")
    stats = (await all_content.get("/test-templates/stats", source="caldera")).json()
    assert stats["by_platform"] == {"Windows": 205, "Linux": 81, "macOS": 68}
    executors = stats["by_executor"]
    assert {name: executors.pop(name) for name in ("psh", "sh", "pwsh", "cmd")} == {
        "psh": 161, "sh": 144, "pwsh": 22, "cmd": 20,
    }  # fmt: skip
    assert sum(executors.values()) == 7
    adversaries = await everything(all_content, "/adversaries")
    steps = [item["counts"] for item in adversaries]
    assert (len(adversaries), sum(entry["steps"] for entry in steps)) == (27, 183)
    assert sum(entry["steps_unresolved"] for entry in steps) == 34


async def test_lolbas_and_gtfobins(all_content: Client) -> None:
    lolbas = await everything(all_content, "/test-templates", source="lolbas")
    assert (len(lolbas), len(named(lolbas)), sha(named(lolbas))) == (482, 60, "9c2bbd49afec6c81")
    assert all(item["techniques"] for item in lolbas)
    assert len({(item["group"], id_) for item in lolbas for id_ in item["technique_ids_named"]}) == 308
    gtfobins = await everything(all_content, "/test-templates", source="gtfobins")
    assert (len(gtfobins), len(named(gtfobins))) == (822, 8)
    assert len({(item["group"], id_) for item in gtfobins for id_ in item["technique_ids_named"]}) == 646


async def test_d3fend(all_content: Client) -> None:
    items = await everything(all_content, "/defences")
    assert Counter(item["tactic"] for item in items) == {
        "Detect": 78, "Harden": 45, "Isolate": 38, "Model": 27, "Evict": 19, "Restore": 12, "Deceive": 11,
    }  # fmt: skip
    assert counted(items) == (230, 133, 306, 2_679)
    assert (
        sha(f"{item['d3fend_id']} {id_}" for item in items for id_ in item["technique_ids_named"]) == "ca68970ef09b6b20"
    )


async def test_techniques_count_what_is_linked_to_them(
    all_content: Client, techniques: dict[str, dict[str, Any]]
) -> None:
    for kind, path in (("templates", "/test-templates"), ("rules", "/detection-rules")):
        links = Counter(
            technique["id"] for item in await everything(all_content, path) for technique in item["techniques"]
        )
        assert {item["id"]: item["counts"][kind] for item in techniques.values() if item["counts"][kind]} == links
    active = [item for item in techniques.values() if item["state"] == "active"]
    defences = sum(item["counts"]["defences"] for item in active)
    assert defences == sum(item["counts"]["techniques"] for item in await everything(all_content, "/defences"))
    with_template = {item["attack_id"] for item in await everything(all_content, "/techniques", has_template="true")}
    assert with_template == {item["attack_id"] for item in active if item["counts"]["templates"]}
    for attack_id in ("T1059.001", "T1685", "T1003"):
        for kind in ("templates", "rules", "defences"):
            below = await total(all_content, f"/techniques/{attack_id}/{kind}")
            assert below == techniques[attack_id]["counts"][kind]
