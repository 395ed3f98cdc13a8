"""Real ATT&CK bundles, read by import's parser and asked for at catalog's API: the exact counts of `sources.md`."""

from collections import Counter
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from carrying import batches, everything, read_all, sha, total
from catalog_support.client import Client
from catalog_support.service import CatalogForTests

from aegis_catalog.adapters.persistence.migrations import MIGRATIONS
from aegis_kernel.rights import Role
from aegis_testkit.http import serving
from aegis_testkit.postgres import ServerForTests

pytestmark = pytest.mark.data


@pytest_asyncio.fixture(scope="module", loop_scope="session", params=["enterprise", "all three"])
async def attack(request: pytest.FixtureRequest, postgres_server: ServerForTests) -> AsyncIterator[Client]:
    """A viewer of a catalogue with enterprise 19.1; with mobile 19.0 and ICS 19.1 besides, nothing of it is other."""
    async with postgres_server.database(MIGRATIONS) as made:
        catalog = CatalogForTests(made.open(MIGRATIONS.schema))
        sources = (
            ["attack-enterprise"]
            if request.param == "enterprise"
            else ["attack-mobile", "attack-enterprise", "attack-ics"]
        )
        for facts in (await read_all(sources)).values():
            await catalog.hear(*batches(facts))
        async with serving(catalog.app()) as http:
            yield Client(http, catalog, Role.VIEWER)
        await catalog.container.close()


async def test_techniques_by_state(attack: Client) -> None:
    techniques = await everything(attack, "/techniques", domain="enterprise", state="all")
    counted = Counter((item["is_subtechnique"], item["state"]) for item in techniques)
    assert counted == {
        (False, "active"): 222, (False, "revoked"): 132, (False, "deprecated"): 11,
        (True, "active"): 475, (True, "revoked"): 17, (True, "deprecated"): 1,
    }  # fmt: skip
    active = [item["attack_id"] for item in techniques if item["state"] == "active"]
    assert (len(active), sha(active)) == (697, "9075c1501d085643")
    assert await total(attack, "/techniques", domain="enterprise") == 697


async def test_tactics_and_cells(attack: Client) -> None:
    tactics = await everything(attack, "/tactics", domain="enterprise")
    assert [tactic["place"] for tactic in tactics] == list(range(15))
    assert sum(tactic["counts"]["techniques"] for tactic in tactics) == 872
    techniques = await everything(attack, "/techniques", domain="enterprise")
    cells = [len(item["tactics"]) for item in techniques]
    assert (sum(cells), sum(1 for count in cells if count > 1)) == (872, 145)
    order = {tactic["id"]: tactic["place"] for tactic in tactics}
    for item in techniques:
        places = [order[tactic["id"]] for tactic in item["tactics"]]
        assert places == sorted(places), item["attack_id"]


async def test_groups_and_what_they_use(attack: Client) -> None:
    groups = await everything(attack, "/threat-actors", domain="enterprise", state="all")
    assert Counter(group["state"] for group in groups) == {"active": 174, "revoked": 6, "deprecated": 9}
    pairs, users, used = Counter[str](), 0, set()
    for group in groups:
        if group["state"] != "active":
            continue
        path = f"/threat-actors/{group['id']}/techniques"
        direct = await everything(attack, path, way="direct", domain="enterprise")
        used |= {item["attack_id"] for item in direct}
        users += bool(direct)
        pairs["direct"] += len(direct)
        pairs["with_software"] += await total(attack, path, way=["direct", "software"], domain="enterprise")
    assert (pairs["direct"], users, len(used)) == (4_546, 170, 492)
    if await total(attack, "/techniques", domain="mobile") == 0:
        assert pairs["with_software"] == 12_981
        counts = [group["counts"] for group in groups if group["state"] == "active"]
        assert sum(count["direct"] for count in counts) == 4_546
        assert sum(count["with_software"] for count in counts) == 12_981
        assert sum(count["software"] for count in counts) == 1_145


async def test_software_mitigations_and_data_components(attack: Client) -> None:
    alone = await total(attack, "/techniques", domain="mobile") == 0
    software = await everything(attack, "/software", domain="enterprise", state="all")
    assert Counter(item["state"] for item in software) == {"active": 821, "revoked": 2, "deprecated": 1}
    mitigations = await everything(attack, "/mitigations", domain="enterprise", state="all")
    assert Counter(item["state"] for item in mitigations) == {"active": 44, "deprecated": 224}
    assert await total(attack, "/data-components", domain="enterprise") == 106
    if alone:
        assert sum(item["counts"]["techniques"] for item in software if item["state"] == "active") == 11_211
        assert sum(item["counts"]["techniques"] for item in mitigations if item["state"] == "active") == 1_448


async def test_detection_strategies_and_analytics(attack: Client) -> None:
    strategies, analytics = set(), set()
    for item in await everything(attack, "/techniques", domain="enterprise"):
        for strategy in (await attack.get(f"/techniques/{item['id']}")).json()["detection"]:
            strategies.add(strategy["id"])
            analytics |= {analytic["attack_id"] for analytic in strategy["analytics"]}
    # 13 of the bundle's 1,758 analytics belong to two strategies that are not active.
    assert (len(strategies), len(analytics)) == (697, 1_758 - 13)


async def test_revocations_lead_to_their_ends(attack: Client) -> None:
    revoked = await everything(attack, "/techniques", domain="enterprise", state="revoked")
    assert all(item["revoked_by"] for item in revoked)
    for start in ("T1150", "T1162", "T1547.011"):
        assert (await attack.get(f"/techniques/{start}")).json()["successor"]["attack_id"] == "T1647"
    waiting = {item["technique"]["attack_id"] for item in await everything(attack, "/review-queue")}
    mobile = {"T1454", "T1431", "T1434", "T1440", "T1441", "T1442", "T1443", "T1445", "T1455"}
    assert waiting == (mobile if await total(attack, "/techniques", domain="mobile") else set())


async def test_the_other_domains(attack: Client) -> None:
    if await total(attack, "/techniques", domain="mobile") == 0:
        pytest.skip("only enterprise is in it")
    assert await total(attack, "/techniques") == 918
    assert await total(attack, "/threat-actors") == 178
    expected = {"mobile": (12, 124, 144, 20, 126, 13, 29), "ics": (12, 97, 116, 14, 23, 52, 36)}
    for domain, (tactics, techniques, cells, groups, software, mitigations, components) in expected.items():
        columns = await everything(attack, "/tactics", domain=domain)
        assert (len(columns), sum(column["counts"]["techniques"] for column in columns)) == (tactics, cells)
        assert await total(attack, "/techniques", domain=domain) == techniques
        assert await total(attack, "/threat-actors", domain=domain) == groups
        assert await total(attack, "/software", domain=domain) == software
        assert await total(attack, "/mitigations", domain=domain) == mitigations
        assert await total(attack, "/data-components", domain=domain) == components
    assert (await attack.get("/software/S0017")).json()["name"] == "BISCUIT"
    pairs = 0
    for group in await everything(attack, "/threat-actors"):
        pairs += await total(attack, f"/threat-actors/{group['id']}/techniques", way="direct", domain="mobile")
    assert pairs == 32
