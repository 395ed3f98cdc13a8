"""Intel, campaigns, detection strategies, analytics, profiles of actors and counts over HTTP."""

from typing import Any

import pytest
from catalog_support.client import Client


def ids(items: list[dict[str, Any]]) -> list[Any]:
    return [item["attack_id"] for item in items]


def names(items: list[dict[str, Any]]) -> list[Any]:
    return [item["name"] for item in items]


async def test_entries_of_feeds_come_newest_first_with_the_techniques_that_they_lead_to(reader: Client) -> None:
    two, one = await reader.items("/intel-items")
    assert (two["name"], two["techniques"], two["technique_ids_unknown"]) == ("Entry two", [], ["T9999"])
    assert ids(one["techniques"]) == ["T1059.001"]  # type: ignore[arg-type]  # JSON
    assert (one["feeds"], one["triage"], one["link"]) == (["Alerts"], "new", "https://example.test/one")
    page = (await reader.get(f"/intel-items/{one['id']}")).json()
    assert (page["summary"], page["content"], page["authors"], page["version"]) == ("Short.", "Long.", ["Ann"], 1)


@pytest.mark.parametrize(
    "query, found",
    [
        ({"feed": "Alerts"}, ["Entry one"]),
        ({"technique": "T1059.001"}, ["Entry one"]),
        ({"technique": "T1059"}, []),
        ({"triage": "kept"}, []),
        ({"q": "two"}, ["Entry two"]),
    ],
)
async def test_entries_by_filter(reader: Client, query: dict[str, Any], found: list[str]) -> None:
    assert names(await reader.items("/intel-items", **query)) == found


async def test_a_techniques_intel(reader: Client) -> None:
    assert names(await reader.items("/techniques/T1059.001/intel")) == ["Entry one"]
    assert names(await reader.items("/techniques/T1059.001/intel", feed="Other")) == []


async def test_a_campaign_with_its_groups_software_and_techniques(reader: Client) -> None:
    [item] = await reader.items("/attack-campaigns")
    assert (item["attack_id"], item["first_seen"]) == ("C0001", "2025-01-01T00:00:00Z")
    assert ids(item["actors"]) == ["G0016"]  # type: ignore[arg-type]  # JSON
    assert item["counts"] == {"techniques": 1, "software": 1, "actors": 1}
    assert ids((await reader.get("/attack-campaigns/C0001")).json()["software"]) == ["S0001"]
    assert ids(await reader.items("/attack-campaigns/C0001/techniques")) == ["T1059.001"]
    for query in ({"technique": "T1059.001"}, {"software": "S0001"}, {"actor": "G0016"}, {"q": "dark"}):
        assert ids(await reader.items("/attack-campaigns", **query)) == ["C0001"]
    assert await reader.items("/attack-campaigns", actor="G0099") == []
    assert ids((await reader.get("/threat-actors/G0016")).json()["campaigns"]) == ["C0001"]
    software = (await reader.get("/software/S0001")).json()
    assert (ids(software["actors"]), ids(software["campaigns"])) == (["G0016"], ["C0001"])


async def test_detection_strategies_and_analytics(reader: Client) -> None:
    [item] = await reader.items("/detection-strategies")
    assert (item["attack_id"], item["counts"]) == ("DET0001", {"analytics": 1, "techniques": 1})
    page = (await reader.get("/detection-strategies/DET0001")).json()
    assert page["description"] == "Look."
    assert page["analytics"][0]["log_sources"][0]["name"] == "Sysmon"
    assert ids(await reader.items("/detection-strategies/DET0001/techniques")) == ["T1059"]
    assert ids(await reader.items("/detection-strategies", data_component="DC0001")) == ["DET0001"]
    analytics = await reader.items("/analytics", technique="T1059", data_component="DC0001", platform="windows")
    assert [(one["attack_id"], one["strategy"]["state"]) for one in analytics] == [  # type: ignore[index]  # JSON
        ("DET0001-DC0001", "active"),
        ("DET0009-DC0001", "deprecated"),
    ]
    assert ids(await reader.items("/analytics", strategy_state="active")) == ["DET0001-DC0001"]
    assert (await reader.get("/data-components/DC0001")).json()["counts"] == {"techniques": 1, "analytics": 1}


async def test_profiles_stand_beside_the_actor_and_beside_each_other(reader: Client) -> None:
    actor = (await reader.get("/threat-actors/G0016")).json()
    assert actor["name"] == "APT29"
    assert [(one["source"], one["name"], one["country"], one["motivation"]) for one in actor["profiles"]] == [
        ("misp-galaxy", "Cozy", "RU", ["Espionage"]),
        ("misp-galaxy", "The Dukes", "CN", []),
    ]
    for query in ({"country": "ru"}, {"country": ["CN", "US"]}, {"motivation": "espionage"}):
        assert ids(await reader.items("/threat-actors", **query)) == ["G0016"]
    assert await reader.items("/threat-actors", country="FR") == []


@pytest.mark.parametrize(
    "query, found",
    [
        ({}, ["Cozy", "Nobody's", "Of a group unknown", "The Dukes"]),
        ({"joined": "true"}, ["Cozy", "The Dukes"]),
        ({"joined": "false"}, ["Nobody's", "Of a group unknown"]),
        ({"country": "fr"}, ["Nobody's"]),
        ({"motivation": "ESPIONAGE"}, ["Cozy"]),
        ({"actor": "G0016"}, ["Cozy", "The Dukes"]),
        ({"q": "dukes"}, ["Cozy", "The Dukes"]),
    ],
)
async def test_profiles_by_filter(reader: Client, query: dict[str, Any], found: list[str]) -> None:
    assert names(await reader.items("/actor-profiles", **query)) == found


async def test_a_profile_names_the_groups_that_are_known(reader: Client) -> None:
    [item] = await reader.items("/actor-profiles", q="nobody")
    assert (item["actors"], item["references"]) == ([], ["https://example.test/m"])
    assert (await reader.get(f"/actor-profiles/{item['id']}")).json()["description"] == ""


async def test_counts_of_everything(reader: Client) -> None:
    counts = (await reader.get("/content-counts")).json()
    items = {entry["kind"]: entry for entry in counts["items"]}
    assert items["technique"]["domains"]["enterprise"] == {"active": 3, "revoked": 1, "deprecated": 1, "withdrawn": 0}
    assert items["technique"]["domains"]["mobile"] == {"active": 1, "revoked": 1, "deprecated": 0, "withdrawn": 0}
    assert items["technique"]["all"]["active"] == 4
    assert items["subtechnique"]["all"]["active"] == 1
    assert items["control"]["all"] == {"active": 5, "revoked": 0, "deprecated": 0, "withdrawn": 1}
    assert items["analytic"]["all"]["active"] == 2
    assert items["template"]["upstreams"].keys() == {"atomic", "caldera"}
    pairs = {entry["relation"]: entry["domains"].get("enterprise") for entry in counts["relations"]}
    assert pairs["actor_uses_technique"] == {"pairs": 1, "left": 1, "right": 1}
    assert pairs["actor_uses_technique_or_its_campaigns_do"]["pairs"] == 2
    assert pairs["actor_uses_technique_or_its_software_does"]["pairs"] == 2
    assert pairs["technique_in_tactic"] == {"pairs": 4, "left": 3, "right": 2}
    assert pairs["technique_revoked_by_technique"]["pairs"] == 1
    assert pairs["campaign_attributed_to_actor"]["pairs"] == 1
    named = {(entry["kind"], entry["upstream"]): entry for entry in counts["named"]}
    assert named["control", "nist-800-53"]["all"] == {
        "items": 2, "pairs": 5, "ids": 5, "active": 3, "revoked": 1, "deprecated": 0, "withdrawn": 0, "unknown": 1,
        "followed": 3,
    }  # fmt: skip
    assert named["rule", "sigma"]["active"]["items"] == 1
    assert named["rule", "sigma"]["all"]["items"] == 3


@pytest.mark.parametrize(
    "path, code",
    [
        ("/intel-items/00000000-0000-0000-0000-000000000001", "intel_item_not_found"),
        ("/actor-profiles/00000000-0000-0000-0000-000000000001", "actor_profile_not_found"),
        ("/attack-campaigns/C9", "campaign_not_found"),
        ("/attack-campaigns/C9/techniques", "campaign_not_found"),
        ("/detection-strategies/DET9", "detection_strategy_not_found"),
        ("/detection-strategies/DET9/techniques", "detection_strategy_not_found"),
        ("/techniques/T404/intel", "technique_not_found"),
    ],
)
async def test_what_is_not_there_is_not_found(reader: Client, path: str, code: str) -> None:
    answer = await reader.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, code)
