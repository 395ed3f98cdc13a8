"""Frameworks, controls and mappings over HTTP."""

from typing import Any

import pytest
from catalog_support.client import Client
from catalog_support.knowledge import control_id, framework_id

NIST = "/frameworks/nist-800-53-r5"


def labels(items: list[dict[str, Any]]) -> list[Any]:
    return [item["label"] for item in items]


async def test_a_framework_is_what_its_catalogue_says_with_the_mappings_of_another_source(reader: Client) -> None:
    [item] = await reader.items("/frameworks")
    assert (item["slug"], item["name"], item["version"]) == ("nist-800-53-r5", "NIST SP 800-53", "5.0.1")
    assert (item["attack_version"], item["from_mapping"]) == ("16.1", False)
    assert item["sources"] == ["nist-800-53", "nist-800-53-mappings"]
    assert item["counts"] == {
        "families": 2,
        "controls": 3,
        "controls_withdrawn": 0,
        "enhancements": 2,
        "enhancements_withdrawn": 1,
        "active": 4,
        "from_mapping": 1,
        "mapped_controls": 2,
        "mappings": 5,
        "technique_ids_named": 5,
        "techniques": 3,
        "non_mappable": 3,
    }


@pytest.mark.parametrize("reference", ["nist-800-53-r5", "NIST-800-53-R5", str(framework_id())])
async def test_a_framework_is_found_by_slug_or_id(reader: Client, reference: str) -> None:
    found = (await reader.get(f"/frameworks/{reference}")).json()
    assert (found["description"], found["license"]) == ("Controls.", "public domain")
    assert found["families"][0] == {"name": "Access Control", "controls": 3, "mapped": 1}
    assert [(group["name"], group["controls"]) for group in found["groups"]] == [("low", 2), ("moderate", 2)]


async def test_controls_come_in_their_order(reader: Client) -> None:
    assert labels(await reader.items(f"{NIST}/controls", state="all")) == [
        "AC-2", "AC-2(1)", "AC-2(10)", "AC-3", "IA-13", "SI-4",
    ]  # fmt: skip
    first = (await reader.items(f"{NIST}/controls"))[0]
    assert first["counts"] == {"mappings": 3, "techniques": 2, "below": 2}


@pytest.mark.parametrize(
    "query, found",
    [
        ({"state": "withdrawn"}, ["AC-2(10)"]),
        ({"family": "System and Information Integrity"}, ["SI-4"]),
        ({"group": "moderate"}, ["AC-2", "AC-2(1)"]),
        ({"mapped": "true"}, ["AC-2", "IA-13"]),
        ({"mapped": "false"}, ["AC-2(1)", "AC-3", "SI-4"]),
        ({"enhancement": "true"}, ["AC-2(1)"]),
        ({"from_mapping": "true"}, ["IA-13"]),
        ({"technique": "T1059.001"}, ["AC-2"]),
        ({"technique": "T1078"}, ["IA-13"]),
        ({"parent": "AC-2"}, ["AC-2(1)"]),
        ({"q": "account"}, ["AC-2"]),
        ({"q": "ac-3"}, ["AC-3"]),
    ],
)
async def test_controls_by_filter(reader: Client, query: dict[str, Any], found: list[str]) -> None:
    assert labels(await reader.items(f"{NIST}/controls", **query)) == found


@pytest.mark.parametrize("reference", ["AC-2(1)", "ac-2(1)", "AC-02(01)", str(control_id("ac-2(1)"))])
async def test_a_control_is_found_however_it_is_written(reader: Client, reference: str) -> None:
    found = (await reader.get(f"{NIST}/controls/{reference}")).json()
    assert (found["label"], found["parent"]["label"], found["framework"]["slug"]) == (
        "AC-2(1)", "AC-2", "nist-800-53-r5",
    )  # fmt: skip


async def test_a_control_keeps_its_own_words_beside_a_mapping_of_higher_priority(reader: Client) -> None:
    found = (await reader.get(f"{NIST}/controls/AC-2")).json()
    assert (found["name"], found["description"], found["guidance"]) == ("Account Management", "Do.", "How.")
    assert (found["from_mapping"], found["attack_version"]) == (False, "16.1")
    assert (await reader.get(f"{NIST}/controls/AC-2(10)")).json()["successors"] == ["AC-2"]
    made = (await reader.get(f"{NIST}/controls/IA-13")).json()
    assert (made["name"], made["from_mapping"]) == ("Identity Providers", True)


async def test_mappings_show_the_id_that_was_written_and_where_it_leads_today(reader: Client) -> None:
    mappings = await reader.items(f"{NIST}/controls/AC-2/mappings")
    shown = [(one["technique_id_named"], one["technique"]["attack_id"], one["followed"]) for one in mappings]  # type: ignore[index]  # JSON
    assert shown == [
        ("T1059", "T1059", False),
        ("T1059.001", "T1059.001", False),
        ("T1086", "T1059.001", True),
    ]
    assert [(one["type"], one["comment"], one["attack_version"]) for one in mappings][1] == (
        "mitigates", "says so", "16.1",
    )  # fmt: skip
    [unknown] = [one for one in await reader.items(f"{NIST}/controls/IA-13/mappings") if not one["technique"]]
    assert (unknown["technique_id_named"], unknown["followed"]) == ("T9999", False)


async def test_what_upstream_calls_non_mappable_is_shown_as_such_and_never_as_a_mapping(reader: Client) -> None:
    rows = await reader.items(f"{NIST}/non-mappable")
    assert [(row["control"], row["technique_id_named"], row["followed"]) for row in rows] == [
        (None, "T1086", True),
        (None, "T9999", False),
        ("AC-3", None, False),
    ]
    assert rows[0]["technique"]["attack_id"] == "T1059.001"  # type: ignore[index]  # JSON
    [refused] = await reader.items(f"{NIST}/controls/AC-3/mappings")
    assert (refused["non_mappable"], refused["technique"], refused["comment"]) == (True, None, "not of this world")
    assert len(await reader.items(f"{NIST}/mappings", non_mappable="false")) == 5
    assert len(await reader.items(f"{NIST}/mappings", named=["t1059", "T1078"])) == 2
    assert len(await reader.items(f"{NIST}/mappings", technique="T1059.001")) == 2


async def test_all_mappings_page_by_page(reader: Client) -> None:
    seen: list[Any] = []
    cursor = None
    while True:
        page = (await reader.get(f"{NIST}/mappings", limit=2, **({"cursor": cursor} if cursor else {}))).json()
        seen += [(row["control"]["label"], row["technique_id_named"]) for row in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == 6


async def test_a_techniques_controls_are_those_whose_mappings_lead_to_it_today(reader: Client) -> None:
    [one] = await reader.items("/techniques/T1059.001/controls")
    assert (one["label"], one["framework"]["slug"]) == ("AC-2", "nist-800-53-r5")  # type: ignore[index]  # JSON
    assert [(as_["technique_id_named"], as_["followed"]) for as_ in one["mappings"]] == [  # type: ignore[attr-defined]  # JSON
        ("T1059.001", False),
        ("T1086", True),
    ]
    assert await reader.items("/techniques/T1059.001/controls", framework="cis-v8") == []
    assert await reader.items("/techniques/T1064/controls") == []


@pytest.mark.parametrize(
    "path, code",
    [
        ("/frameworks/nope", "framework_not_found"),
        ("/frameworks/nope/controls", "framework_not_found"),
        ("/frameworks/nope/mappings", "framework_not_found"),
        ("/frameworks/nope/non-mappable", "framework_not_found"),
        ("/frameworks/nope/controls/AC-2", "control_not_found"),
        (f"{NIST}/controls/AC-99", "control_not_found"),
        (f"{NIST}/controls/AC-99/mappings", "control_not_found"),
        ("/techniques/T404/controls", "technique_not_found"),
    ],
)
async def test_what_is_not_there_is_not_found(reader: Client, path: str, code: str) -> None:
    answer = await reader.get(path)
    assert (answer.status_code, answer.json()["code"]) == (404, code)
    assert (await reader.get(f"{NIST}/controls/SI-4/mappings")).json()["items"] == []
