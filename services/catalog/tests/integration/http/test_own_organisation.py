"""Profile, teams, tags, fields and the collection of data components over HTTP."""

from typing import Any

import pytest
from catalog_support.claims import item_id, technique_id
from catalog_support.client import Client
from catalog_support.people import id_of
from catalog_support.service import CatalogForTests

from aegis_kernel.rights import Role


async def told(catalog: CatalogForTests) -> list[tuple[str, int, Any]]:
    """What the topic of the organisation said since the last call: type, version, data."""
    return [(type_, version, data) for _, type_, version, data in await catalog.events("organisation")]


async def test_an_admin_sets_the_profile_and_the_leads_can_be_told_why(
    client: Client, catalog: CatalogForTests
) -> None:
    admin = client.as_(Role.ADMIN, name="Ada")
    before = await admin.get("/organisation/profile")
    assert before.json() == {"version": 1, "weight": 0, "actors": [], "lists": []}
    await catalog.events()
    body = {
        "actors": [{"actor": "G0016", "weight": 3}],
        "lists": [{"name": " Crown  jewels ", "techniques": ["T1078", "T1059"]}],
        "reason": "New assessment.",
    }
    changed = await admin("PATCH", "/organisation/profile", body, etag=before.headers["ETag"])
    assert changed.status_code == 200, changed.text
    assert (changed.json()["version"], changed.json()["weight"]) == (2, 4)
    assert changed.json()["actors"][0]["actor"]["name"] == "APT29"
    [(type_, version, data)] = await told(catalog)
    assert (type_, version, data["reason"]) == ("aegis.catalog.profile.changed.v1", 2, "New assessment.")
    assert data["state"]["item"] == {
        "kind": "profile",
        "actors": [{"actor_id": str(item_id("actor", "G0016")), "weight": 3}],
        "lists": [
            {
                "name": "Crown jewels",
                "technique_ids": [str(technique_id("T1078")), str(technique_id("T1059"))],
                "weight": 1,
            }
        ],
    }
    stale = await admin("PATCH", "/organisation/profile", {"actors": []}, etag=before.headers["ETag"])
    assert stale.status_code == 412
    kept = await admin("PATCH", "/organisation/profile", {"reason": "Nothing."}, etag=changed.headers["ETag"])
    assert kept.json()["version"] == 2
    assert await told(catalog) == []


async def test_relevance_is_the_weighted_share_of_the_profile(client: Client) -> None:
    admin = client.as_(Role.ADMIN, name="Ada")
    etag = (await admin.get("/organisation/profile")).headers["ETag"]
    body = {"actors": [{"actor": "G0016", "weight": 3}], "lists": [{"name": "Own", "techniques": ["T1078", "T1059"]}]}
    assert (await admin("PATCH", "/organisation/profile", body, etag=etag)).status_code == 200
    found = await client.items("/organisation/profile/techniques")
    assert [(one["attack_id"], one["relevance"], one["actors"], one["lists"]) for one in found] == [
        ("T1059", 1.0, 1, 1),
        ("T1059.001", 0.75, 1, 0),
        ("T1078", 0.25, 0, 1),
    ]
    found = await client.items("/organisation/profile/techniques", way=["direct", "software"])
    assert [(one["attack_id"], one["relevance"]) for one in found] == [("T1059", 1.0), ("T1078", 1.0)]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"actors": [{"actor": "G9"}]}, "/actors/0"),
        ({"actors": [{"actor": "G0016", "weight": 4}]}, "/actors/0/weight"),
        ({"actors": [{"actor": "G0016"}, {"actor": "g0016"}]}, "/actors/1/actor"),
        ({"lists": [{"name": "x", "techniques": ["T9"]}]}, "/lists/0/techniques/0"),
        ({"lists": [{"name": "x", "techniques": []}]}, "/lists/0/techniques"),
        ({"lists": [{"name": "x", "techniques": ["T1059"]}, {"name": "X", "techniques": ["T1059"]}]}, "/lists/1/name"),
    ],
)
async def test_a_profile_that_is_wrong_is_refused_with_the_place(client: Client, body: Any, pointer: str) -> None:
    refused = await client.as_(Role.ADMIN, name="Ada")("PATCH", "/organisation/profile", body, etag='"1"')
    assert refused.status_code == 422, refused.text
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


async def test_teams_are_made_renamed_and_retired(client: Client, catalog: CatalogForTests) -> None:
    admin = client.as_(Role.ADMIN, name="Ada")
    await catalog.events()
    made = await admin("POST", "/organisation/teams", {"name": "Blue  North"})
    assert (made.status_code, made.json()["name"]) == (201, "Blue North")
    assert (await admin("POST", "/organisation/teams", {"name": "blue north"})).json()["code"] == "team_name_taken"
    path = made.headers["Location"].removeprefix("/api/v1")
    retired = await admin("PATCH", path, {"retired": True}, etag=made.headers["ETag"])
    assert retired.json()["retired"] is True
    assert await client.items("/organisation/teams") == []
    assert [one["name"] for one in await client.items("/organisation/teams", retired="all")] == ["Blue North"]
    types = [(type_, version, data["state"]["item"]["retired"]) for type_, version, data in await told(catalog)]
    assert types == [("aegis.catalog.team.changed.v1", 1, False), ("aegis.catalog.team.changed.v1", 2, True)]
    assert (await admin("PATCH", path, {"name": "x"}, etag=made.headers["ETag"])).status_code == 412


async def test_tags_are_put_on_techniques_and_shown_with_them(client: Client, catalog: CatalogForTests) -> None:
    tech = client.as_(Role.RED_TECH, name="Rita")
    await catalog.events()
    made = await tech("POST", "/organisation/tags", {"name": "crown", "techniques": ["T1059"]})
    assert made.status_code == 201, made.text
    assert made.json()["techniques"] == 1
    path = made.headers["Location"].removeprefix("/api/v1")
    [(type_, version, data)] = (await told(catalog))[-1:]
    assert (type_, version) == ("aegis.catalog.tag.changed.v1", 2)
    assert data["state"]["item"]["technique_ids"] == [str(technique_id("T1059"))]
    put = await tech(
        "POST", f"{path}/techniques", {"add": ["T1078", "T1059"], "remove": ["T1064"]}, etag=made.headers["ETag"]
    )
    assert (put.status_code, put.json()["techniques"]) == (200, 2)
    assert [one["attack_id"] for one in await client.items(f"{path}/techniques")] == ["T1059", "T1078"]
    assert [one["attack_id"] for one in await client.items("/techniques", tag="CROWN")] == ["T1059", "T1078"]
    assert [one["name"] for one in await client.items("/organisation/tags", technique="T1078")] == ["crown"]
    listed = {one["attack_id"]: one["tags"] for one in await client.items("/techniques")}
    assert (listed["T1059"], listed["T1398"]) == (["crown"], [])
    assert (await client.get("/techniques/T1059")).json()["tags"] == ["crown"]
    renamed = await tech("PATCH", path, {"name": "jewel"}, etag=put.headers["ETag"])
    assert (await client.get("/techniques/T1059")).json()["tags"] == ["jewel"]
    assert {one["attack_id"]: one["tags"] for one in await client.items("/techniques")}["T1059"] == ["jewel"]
    retired = await tech("PATCH", path, {"retired": True}, etag=renamed.headers["ETag"])
    refused = await tech("POST", f"{path}/techniques", {"add": ["T1398"]}, etag=retired.headers["ETag"])
    assert (refused.status_code, refused.json()["code"]) == (409, "tag_retired")
    off = await tech("POST", f"{path}/techniques", {"remove": ["T1059"]}, etag=retired.headers["ETag"])
    assert off.json()["techniques"] == 1
    assert (await client.get("/techniques/T1059")).json()["tags"] == []


async def test_fields_of_our_own_are_typed_and_at_most_twenty(client: Client, catalog: CatalogForTests) -> None:
    admin = client.as_(Role.ADMIN, name="Ada")
    await catalog.events()
    path = "/organisation/custom-fields"
    made = await admin("POST", path, {"name": "Zone", "type": "choice", "choices": ["DMZ", "LAN"]})
    assert made.status_code == 201, made.text
    [(type_, _, data)] = await told(catalog)
    assert type_ == "aegis.catalog.custom-field.changed.v1"
    assert data["state"]["item"]["choices"] == ["DMZ", "LAN"]
    for wrong in ({"name": "x", "type": "choice"}, {"name": "x", "type": "text", "choices": ["a"]}):
        refused = await admin("POST", path, wrong)
        assert refused.json()["errors"][0]["pointer"] == "/choices"
    for number in range(19):
        assert (await admin("POST", path, {"name": f"F{number}", "type": "flag"})).status_code == 201
    assert (await admin("POST", path, {"name": "One more", "type": "date"})).json()["code"] == "too_many_custom_fields"
    one = made.headers["Location"].removeprefix("/api/v1")
    retired = await admin("PATCH", one, {"retired": True}, etag=made.headers["ETag"])
    assert retired.status_code == 200
    assert (await admin("POST", path, {"name": "One more", "type": "date"})).status_code == 201
    back = await admin("PATCH", one, {"retired": False}, etag=retired.headers["ETag"])
    assert back.json()["code"] == "too_many_custom_fields"


async def test_what_is_collected_is_said_by_platform(client: Client, catalog: CatalogForTests) -> None:
    tech = client.as_(Role.BLUE_TECH, name="Tom")
    path = "/data-components/DC0001/collection"
    before = await client.get(path)
    assert (before.json()["version"], before.json()["collection"]) == (0, {})
    await catalog.events()
    body = {"collection": {"Windows": "collected", "Linux": "partial"}, "reason": "Sysmon rolled out."}
    changed = await tech("PATCH", path, body, etag=before.headers["ETag"])
    assert changed.json()["collection"] == {"Linux": "partial", "Windows": "collected"}
    [(type_, version, data)] = await told(catalog)
    assert (type_, version, data["reason"]) == ("aegis.catalog.collection.changed.v1", 1, "Sysmon rolled out.")
    assert data["state"]["item"]["data_component_id"] == str(item_id("data_component", "DC0001"))
    assert (await client.get("/data-components/DC0001")).json()["collection"] == changed.json()["collection"]
    for states, there in ((["partial"], True), (["not_collected", "unknown"], False)):
        assert bool(await client.items("/data-components", collection=states)) is there
    assert [one["collection"] for one in await client.items("/techniques/T1059/data-components")] == [
        changed.json()["collection"]
    ]
    forgot = await tech("PATCH", path, {"collection": {"Linux": None}}, etag=changed.headers["ETag"])
    assert forgot.json()["collection"] == {"Windows": "collected"}
    assert (await tech("PATCH", path, {"collection": {}}, etag=changed.headers["ETag"])).status_code == 412
    assert (await tech("PATCH", path, {"collection": {"Linux": "yes"}}, etag='"2"')).status_code == 422
    missing = await tech("PATCH", "/data-components/DC9/collection", body, etag='"0"')
    assert missing.status_code == 404


async def test_many_collections_at_once(client: Client, catalog: CatalogForTests) -> None:
    tech = client.as_(Role.BLUE_TECH, name="Tom")
    items = [
        {"data_component": "DC0001", "collection": {"Windows": "collected"}},
        {"data_component": "DC9", "collection": {"Windows": "collected"}},
    ]
    path = "/data-components/collection/bulk"
    refused = await tech("POST", path, {"items": items}, atomic="true")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/items/1")
    assert (await client.get("/data-components/DC0001/collection")).json()["version"] == 0
    done = await tech("POST", path, {"items": items})
    assert [result["status"] for result in done.json()["results"]] == [200, 404]
    assert (await client.get("/data-components/DC0001/collection")).json()["collection"] == {"Windows": "collected"}
    again = await tech("POST", path, {"items": items[:1]})
    assert again.json()["results"][0]["status"] == 200
    assert (await client.get("/data-components/DC0001/collection")).json()["version"] == 1


async def test_a_change_is_reported_corrected_and_withdrawn(client: Client, catalog: CatalogForTests) -> None:
    lead = client.as_(Role.BLUE_LEAD)
    tool = (await lead("POST", "/tools", {"name": "EDR", "type": "edr"})).json()["id"]
    await catalog.events()
    body = {
        "title": "Agent upgrade", "at": "2026-11-20T08:00:00+01:00", "tools": [tool], "platforms": ["Windows"],
        "data_components": ["DC0001"],
    }  # fmt: skip
    made = await lead("POST", "/infrastructure-changes", body)
    assert made.status_code == 201, made.text
    assert made.json()["reported_by"] == {"id": str(id_of("Lena")), "name": "Lena"}
    [(type_, version, data)] = await told(catalog)
    assert (type_, version) == ("aegis.catalog.infrastructure.changed.v1", 1)
    item = data["state"]["item"]
    assert (item["tool_ids"], item["at"], item["withdrawn"]) == ([tool], "2026-11-20T08:00:00+01:00", False)
    path = made.headers["Location"].removeprefix("/api/v1")
    no_reason = await lead("PATCH", path, {"platforms": ["Linux"], "reason": ""}, etag=made.headers["ETag"])
    assert (no_reason.status_code, no_reason.json()["code"]) == (422, "reason_missing")
    fixed = await lead("PATCH", path, {"platforms": ["Linux"], "reason": "Wrong hosts."}, etag=made.headers["ETag"])
    assert (fixed.json()["version"], fixed.json()["platforms"]) == (2, ["Linux"])
    assert [one["title"] for one in await client.items("/infrastructure-changes", platform="linux")] == [
        "Agent upgrade"
    ]
    assert await client.items("/infrastructure-changes", since="2026-11-21T00:00:00Z") == []
    gone = await lead("POST", f"{path}/withdraw", {"reason": "Rolled back."}, etag=fixed.headers["ETag"])
    assert (gone.status_code, gone.json()["withdrawn_reason"]) == (200, "Rolled back.")
    assert await client.items("/infrastructure-changes") == []
    assert len(await client.items("/infrastructure-changes", withdrawn="all")) == 1
    *_, (_, _, last) = await told(catalog)
    assert last["state"]["item"]["withdrawn"] is True
    again = await lead("PATCH", path, {"title": "x", "reason": "y"}, etag=gone.headers["ETag"])
    assert again.json()["code"] == "change_withdrawn"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({}, ""),
        ({"tools": ["00000000-0000-0000-0000-000000000001"]}, "/tools/0"),
        ({"data_components": ["DC9"]}, "/data_components/0"),
        ({"business_units": ["Mars"]}, "/business_units/0"),
        ({"platforms": ["Windows"], "at": "2026-11-20T08:00:00"}, "/at"),
    ],
)
async def test_a_change_that_is_wrong_is_refused_with_the_place(client: Client, body: Any, pointer: str) -> None:
    refused = await client.as_(Role.BLUE_TECH)("POST", "/infrastructure-changes", {"title": "x"} | body)
    assert refused.status_code == 422, refused.text
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


async def test_business_units_are_those_of_the_scope(client: Client) -> None:
    admin = client.as_(Role.ADMIN, name="Ada")
    etag = (await admin.get("/organisation/scope")).headers["ETag"]
    units = {"business_units": ["Retail", "Bank"], "reason": "New units."}
    assert (await admin("PATCH", "/organisation/scope", units, etag=etag)).json()["business_units"] == units[
        "business_units"
    ]
    made = await admin("POST", "/infrastructure-changes", {"title": "Move", "business_units": ["bank"]})
    assert made.json()["business_units"] == ["Bank"]


async def test_many_changes_at_once(client: Client) -> None:
    service = client.as_(Role.ADMIN, name="Ada")
    items = [{"title": "One", "platforms": ["Windows"]}, {"title": "Two"}]
    done = await service("POST", "/infrastructure-changes/bulk", {"items": items})
    results = done.json()["results"]
    assert [result["status"] for result in results] == [201, 422]
    assert results[1]["problem"]["errors"][0]["code"] == "scope_missing"
    assert [one["title"] for one in await client.items("/infrastructure-changes")] == ["One"]
    refused = await service("POST", "/infrastructure-changes/bulk", {"items": items}, atomic="true")
    assert refused.json()["errors"][0]["pointer"] == "/items/1"
    assert len(await client.items("/infrastructure-changes")) == 1
