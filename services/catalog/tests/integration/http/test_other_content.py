"""Tactics, mitigations, software, data components and threat actors over HTTP."""

from typing import Any

import pytest
from catalog_support.claims import item_id
from catalog_support.client import Client


def ids(items: list[dict[str, Any]]) -> list[Any]:
    return [item["attack_id"] for item in items]


async def test_tactics_come_in_matrix_order_with_their_columns(reader: Client) -> None:
    items = await reader.items("/tactics", domain="enterprise")
    assert [(item["attack_id"], item["place"], item["counts"]["techniques"]) for item in items] == [  # type: ignore[index]  # JSON
        ("TA0001", 0, 1),
        ("TA0002", 1, 3),
    ]
    assert ids(await reader.items("/tactics")) == ["TA0001", "TA0002", "TA0027"]
    tactic = (await reader.get("/tactics/TA0002")).json()
    assert (tactic["shortname"], tactic["domain"]) == ("execution", "enterprise")
    assert tactic["counts"] == {"techniques": 3, "subtechniques": 1}


async def test_a_mitigation_says_what_it_mitigates_and_how(reader: Client) -> None:
    [item] = await reader.items("/mitigations")
    assert (item["attack_id"], item["counts"]) == ("M0001", {"techniques": 1})
    [technique] = await reader.items("/mitigations/M0001/techniques")
    assert (technique["attack_id"], technique["description"]) == ("T1059", "Switch it off.")
    assert ids(await reader.items("/mitigations", technique="T1059")) == ["M0001"]
    assert ids(await reader.items("/mitigations", technique="T1078")) == []


async def test_a_deprecated_mitigation_with_a_techniques_id_is_found_among_mitigations_only(reader: Client) -> None:
    assert (await reader.get("/mitigations/T1059")).json()["state"] == "deprecated"
    assert (await reader.get("/techniques/T1059")).json()["name"] == "Command and Scripting Interpreter"


async def test_of_two_with_one_public_id_the_foremost_domain_is_meant(reader: Client) -> None:
    assert (await reader.get("/software/S0001")).json()["name"] == "Tool One"
    assert ids(await reader.items("/software", state="all")) == ["S0001", "S0001"]
    mobile = item_id("software", "s-mobile")
    assert (await reader.get(f"/software/{mobile}")).json()["name"] == "Mobile One"


async def test_software_by_alias_platform_technique_and_actor(reader: Client) -> None:
    for query in (
        {"q": "one", "domain": "enterprise"},
        {"platform": "windows"},
        {"technique": "T1078"},
        {"actor": "G0016"},
    ):
        [item] = await reader.items("/software", **query)
        assert (item["attack_id"], item["counts"]) == ("S0001", {"techniques": 2, "actors": 1})
    assert await reader.items("/software", type="tool") == []
    assert ids(await reader.items("/software/S0001/techniques")) == ["T1059", "T1078"]
    assert (await reader.items("/software/S0001/history"))[0]["type"] == "SoftwarePublished"


async def test_a_data_component_leads_to_its_techniques(reader: Client) -> None:
    assert ids(await reader.items("/data-components")) == ["DC0001"]
    assert (await reader.get("/data-components/DC0001")).json()["counts"] == {"techniques": 1, "analytics": 1}
    assert ids(await reader.items("/data-components/DC0001/techniques")) == ["T1059"]
    assert ids(await reader.items("/data-components", technique="T1059")) == ["DC0001"]


async def test_an_actor_counts_what_it_uses_in_which_ways(reader: Client) -> None:
    [item] = await reader.items("/threat-actors")
    assert item["counts"] == {"direct": 1, "with_campaigns": 2, "with_software": 2, "all": 3, "software": 1}
    page = (await reader.get("/threat-actors/G0016")).json()
    assert page["aliases"] == ["Cozy Bear"]
    assert [entry["attack_id"] for entry in page["software"]] == ["S0001"]


@pytest.mark.parametrize(
    "ways, found",
    [
        ({}, ["T1059", "T1059.001"]),
        ({"way": "direct"}, ["T1059"]),
        ({"way": "campaign"}, ["T1059.001"]),
        ({"way": "software"}, ["T1059", "T1078"]),
        ({"way": ["direct", "software"]}, ["T1059", "T1078"]),
        ({"way": ["direct", "campaign", "software"]}, ["T1059", "T1059.001", "T1078"]),
        ({"domain": "mobile"}, []),
    ],
)
async def test_an_actors_techniques_by_way(reader: Client, ways: dict[str, Any], found: list[str]) -> None:
    assert ids(await reader.items("/threat-actors/G0016/techniques", **ways)) == found


async def test_a_technique_used_in_two_ways_is_listed_once_with_both(reader: Client) -> None:
    [first, _] = await reader.items("/threat-actors/G0016/techniques", way=["software", "direct"])
    assert (first["way"], first["ways"]) == ("direct", ["direct", "software"])
    assert [use["through"] for use in first["uses"]] == [None, "S0001 Tool One"]  # type: ignore[attr-defined]  # JSON


async def test_actors_by_alias_technique_and_software(reader: Client) -> None:
    for query in ({"q": "cozy"}, {"technique": "T1059.001"}, {"software": "S0001"}):
        assert ids(await reader.items("/threat-actors", **query)) == ["G0016"]
    assert (await reader.items("/threat-actors/G0016/history"))[-1]["type"] == "ThreatActorPublished"


@pytest.mark.parametrize(
    "path",
    [
        "/tactics/TA9", "/mitigations/M9", "/software/S9", "/data-components/DC9", "/threat-actors/G9",
        "/mitigations/M9/techniques", "/software/S9/techniques", "/data-components/DC9/techniques",
        "/threat-actors/G9/techniques", "/threat-actors/G9/history", "/software/S9/history",
    ],
)  # fmt: skip
async def test_what_is_not_there_is_not_found(reader: Client, path: str) -> None:
    answer = await reader.get(path)
    assert answer.status_code == 404
    assert answer.json()["code"].endswith("_not_found")
