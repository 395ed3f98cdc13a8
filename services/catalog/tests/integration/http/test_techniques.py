"""Techniques over HTTP: the list, its filters, a technique's page and what is linked to it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from catalog_support.claims import item_id, technique_id
from catalog_support.client import Client
from catalog_support.service import CatalogForTests

from aegis_contracts.decay import ScoreFormula
from aegis_contracts.scoring_scores import SCORING_SCORES, TechniqueScore
from aegis_kernel.facts import Fact
from aegis_kernel.ids import event_id

ACTIVE = ["T1059", "T1059.001", "T1078", "T1398"]


def ids(items: list[dict[str, Any]]) -> list[Any]:
    return [item["attack_id"] for item in items]


async def test_the_list_has_active_techniques_by_their_ids(reader: Client) -> None:
    assert ids(await reader.items("/techniques")) == ACTIVE


async def test_an_item_of_the_list_says_what_a_picker_needs(reader: Client) -> None:
    [item] = await reader.items("/techniques", q="powershell")
    assert item["id"] == str(technique_id("T1059.001"))
    assert item["parent"] == {
        "id": str(technique_id("T1059")),
        "attack_id": "T1059",
        "name": "Command and Scripting Interpreter",
    }
    assert item["tactics"] == [
        {
            "id": str(item_id("tactic", "TA0002")),
            "attack_id": "TA0002",
            "shortname": "execution",
            "name": "Execution",
            "domain": "enterprise",
        }
    ]
    assert (item["state"], item["status"], item["coverage_status"]) == ("active", "active", "not_evaluated")
    assert (item["review_state"], item["flags"], item["last_used_at"]) == ("current", [], None)
    assert (item["sources"], item["upstream"], item["upstream_key"]) == (
        ["attack-enterprise"],
        "mitre-attack",
        "T1059.001",
    )
    assert {"url", "withdrawn_at", "release", "domains", "platforms"} <= item.keys()


@pytest.mark.parametrize(
    "query, found",
    [
        ({"domain": "mobile"}, ["T1398"]),
        ({"tactic": "TA0002"}, ["T1059", "T1059.001", "T1078"]),
        ({"tactic": "initial-access"}, ["T1078", "T1398"]),
        ({"tactic": ["TA0001", "TA0027"]}, ["T1078", "T1398"]),
        ({"tactic": "initial-access", "domain": "enterprise"}, ["T1078"]),
        ({"platform": "linux"}, ["T1059"]),
        ({"platform": ["Android", "IaaS"]}, ["T1078", "T1398"]),
        ({"actor": "G0016"}, ["T1059", "T1059.001"]),
        ({"actor": str(item_id("actor", "G0016"))}, ["T1059", "T1059.001"]),
        ({"parent": "T1059"}, ["T1059.001"]),
        ({"q": "%"}, []),
        ({"q": "t1059."}, ["T1059.001"]),
        ({"state": "revoked"}, ["T1086", "T1399"]),
        ({"state": ["revoked", "deprecated"]}, ["T1064", "T1086", "T1399"]),
        ({"state": "all"}, ["T1059", "T1059.001", "T1064", "T1078", "T1086", "T1398", "T1399"]),
        ({"review_state": "review_required", "state": "all"}, ["T1399"]),
        ({"status": "validated"}, []),
        ({"status": ["not_evaluated", "validated"], "domain": "mobile"}, ["T1398"]),
        ({"sort": "-attack_id"}, ACTIVE[::-1]),
        ({"sort": "name"}, ["T1398", "T1059", "T1059.001", "T1078"]),
        ({"sort": "-last_used_at,attack_id"}, ACTIVE),
    ],
)
async def test_filters_and_orders(reader: Client, query: dict[str, Any], found: list[str]) -> None:
    assert ids(await reader.items("/techniques", **query)) == found


async def test_pages_follow_one_another_without_gaps_and_count_all(reader: Client) -> None:
    seen: list[Any] = []
    cursor = None
    while True:
        query = {"limit": 2, "count": "true", "state": "all", "sort": "-name"} | ({"cursor": cursor} if cursor else {})
        page = (await reader.get("/techniques", **query)).json()
        assert page["total"] == 7
        seen += ids(page["items"])
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert sorted(seen) == ["T1059", "T1059.001", "T1064", "T1078", "T1086", "T1398", "T1399"]


async def test_a_list_with_nothing_in_it_counts_zero(reader: Client) -> None:
    page = (await reader.get("/techniques", q="nothing", count="true")).json()
    assert page == {"items": [], "next_cursor": None, "total": 0}


@pytest.mark.parametrize(
    "query, status",
    [
        ({"colour": "red"}, 422),
        ({"state": "gone"}, 422),
        ({"domain": "space"}, 422),
        ({"sort": "colour"}, 422),
        ({"limit": 501}, 422),
        ({"cursor": "nonsense"}, 400),
        ({"q": "x" * 201}, 422),
    ],
)
async def test_what_does_not_fit_is_refused(reader: Client, query: dict[str, Any], status: int) -> None:
    answer = await reader.get("/techniques", **query)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"


async def test_a_cursor_of_another_list_is_refused(reader: Client) -> None:
    cursor = (await reader.get("/techniques", limit=1)).json()["next_cursor"]
    assert (await reader.get("/techniques", limit=1, cursor=cursor, domain="mobile")).status_code == 400
    assert (await reader.get("/software", limit=1, cursor=cursor)).status_code == 400


async def test_a_page_has_the_minimum_answer_and_more(reader: Client) -> None:
    page = (await reader.get("/techniques/T1059")).json()
    assert page["attack_id"] == "T1059"
    assert (page["domains"], page["platforms"], page["status"]) == (["enterprise"], ["Windows", "Linux"], "active")
    assert (page["parent"], page["revoked_by"], page["review_state"]) == (None, None, "current")
    assert page["counts"] == {"templates": 1, "rules": 1, "defences": 1, "actors": 1}
    assert page["description"] == "They run commands."
    assert [(entry["attack_id"], entry["description"]) for entry in page["mitigations"]] == [
        ("M0001", "Switch it off.")
    ]
    assert page["detection"][0]["analytics"][0]["log_sources"][0]["name"] == "Sysmon"
    assert ids(page["subtechniques"]) == ["T1059.001"]
    assert (page["score"], page["successor"], page["notes"], page["version"]) == (None, None, 0, 1)


async def test_a_technique_is_found_by_id_and_by_public_id_whatever_the_case(reader: Client) -> None:
    by_id = await reader.get(f"/techniques/{technique_id('T1059.001')}")
    assert by_id.json() == (await reader.get("/techniques/t1059.001")).json()
    assert (await reader.get("/techniques/T9999")).status_code == 404
    assert (await reader.get("/techniques/00000000-0000-0000-0000-000000000000")).json()[
        "code"
    ] == "technique_not_found"


async def test_a_revoked_one_names_the_next_and_the_end(reader: Client) -> None:
    page = (await reader.get("/techniques/T1086")).json()
    assert page["status"] == "revoked"
    assert page["revoked_by"]["attack_id"] == page["successor"]["attack_id"] == "T1059.001"


async def test_reads_have_strong_etags_and_answer_304(reader: Client) -> None:
    for path in ("/techniques", "/techniques/T1059", "/techniques/T1059/review", "/techniques/T1059/actors"):
        first = await reader.get(path)
        etag = first.headers["ETag"]
        assert not etag.startswith("W/")
        again = await reader("GET", path, etag=etag)
        assert (again.status_code, again.content) == (304, b""), path


async def test_what_scoring_says_shows_and_changes_the_etag(client: Client, catalog: CatalogForTests) -> None:
    before = (await client.get("/techniques/T1059")).headers["ETag"]
    formula = ScoreFormula(at=datetime(2026, 11, 24, tzinfo=UTC), steady=40.0)
    score = TechniqueScore(
        technique_id=technique_id("T1059"),
        status="validated",
        flags=("single",),
        score=formula,
        proven=formula,
        assumed=formula,
        in_scope=True,
        tests=1,
        lines=1,
    )
    key = str(score.technique_id)
    await catalog.hear(
        [
            Fact(
                topic=SCORING_SCORES.name,
                key=key,
                version=1,
                type="t",
                id=event_id(SCORING_SCORES.name, key, 1),
                time=catalog.clock.now(),
                state=score,
            )
        ]
    )
    page = await client.get("/techniques/T1059")
    assert (page.json()["coverage_status"], page.json()["flags"]) == ("validated", ["single"])
    assert page.json()["score"]["steady"] == 40.0
    assert page.headers["ETag"] != before
    assert ids(await client.items("/techniques", status="validated")) == ["T1059"]
    assert ids(await client.items("/techniques", flag="single")) == ["T1059"]


async def test_who_uses_it_and_how(reader: Client) -> None:
    [user] = await reader.items("/techniques/T1059/actors")
    assert (user["attack_id"], user["way"], user["ways"]) == ("G0016", "direct", ["direct"])
    assert user["uses"] == [
        {
            "way": "direct",
            "through": None,
            "description": "Scripts. (Citation: Report)",
            "citations": [{"source_name": "Report", "url": "https://example.test/report", "description": None}],
        }
    ]
    [user] = await reader.items("/techniques/T1078/actors", way="software")
    assert [use["through"] for use in user["uses"]] == ["S0001 Tool One"]  # type: ignore[attr-defined]  # JSON
    assert await reader.items("/techniques/T1078/actors") == []
    assert ids(await reader.items("/techniques/T1059/actors", state="all")) == ["G0016", "G0099"]
    assert (await reader.get("/techniques/T9999/actors")).status_code == 404


async def test_which_data_components_show_it(reader: Client) -> None:
    [component] = await reader.items("/techniques/T1059/data-components")
    assert (component["attack_id"], component["counts"]) == ("DC0001", {"techniques": 1, "analytics": 1})
    assert await reader.items("/techniques/T1078/data-components") == []


async def test_how_it_came_to_be_as_it_is(reader: Client) -> None:
    [entry] = await reader.items("/techniques/T1059/history")
    assert (entry["version"], entry["type"], entry["changed"]) == (1, "TechniquePublished", {})
    assert (await reader.get("/techniques/T9999/history")).status_code == 404
