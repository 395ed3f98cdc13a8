"""Scope, exclusions, policy and tools over HTTP."""

from catalog_support.claims import technique_id
from catalog_support.client import Client
from catalog_support.service import CatalogForTests

from aegis_catalog.bootstrap.service import begin_organisation
from aegis_kernel.rights import Role


async def test_the_defaults_are_there_and_published_once(client: Client, catalog: CatalogForTests) -> None:
    found = (await client.get("/organisation")).json()
    assert found["scope"] == {
        "version": 1,
        "platforms": [],
        "domains": ["enterprise"],
        "environments": ["production", "lab"],
        "business_units": [],
        "include_pre": False,
        "time_zone": "UTC",
        "exclusions": [],
    }
    assert found["policy"] == {"version": 1, "review": "dual", "skew_tolerance_seconds": 120}
    told = await catalog.events("organisation")
    assert sorted(data["state"]["item"]["kind"] for *_, data in told) == ["policy", "profile", "scope"]
    await begin_organisation(catalog.container)
    assert await catalog.events() == []


async def test_an_admin_sets_the_scope(client: Client, catalog: CatalogForTests) -> None:
    admin = client.as_(Role.ADMIN, name="Ada")
    etag = (await admin.get("/organisation/scope")).headers["ETag"]
    await catalog.events()
    changed = await admin(
        "PATCH",
        "/organisation/scope",
        {"platforms": [" Windows ", "Linux", "Windows"], "domains": ["ics", "enterprise"]},
        etag=etag,
    )
    assert changed.status_code == 200, changed.text
    assert (changed.json()["platforms"], changed.json()["domains"]) == (["Windows", "Linux"], ["enterprise", "ics"])
    assert changed.json()["environments"] == ["production", "lab"]
    [(_, type_, version, data)] = await catalog.events("organisation")
    assert (type_, version) == ("aegis.catalog.scope.changed.v1", 2)
    assert data["changed"] == {"platforms": [], "domains": ["enterprise"]}
    assert (await admin("PATCH", "/organisation/scope", {"include_pre": True}, etag=etag)).status_code == 412
    wrong = {"domains": [], "environments": [], "time_zone": "Mars/Base"}
    refused = await admin("PATCH", "/organisation/scope", wrong, etag=changed.headers["ETag"])
    assert refused.status_code == 422
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/domains", "/environments", "/time_zone"]


async def test_a_technique_is_left_out_with_a_reason_and_taken_in_again(client: Client) -> None:
    admin = client.as_(Role.ADMIN, name="Ada")
    body = {"technique_id": "T1078", "reason": "No accounts.", "until": "2026-12-31"}
    made = await admin("POST", "/organisation/exclusions", body)
    assert made.status_code == 201, made.text
    [entry] = await client.items("/organisation/exclusions")
    assert (entry["technique_id"], entry["technique"]["attack_id"]) == (str(technique_id("T1078")), "T1078")  # type: ignore[index]  # JSON
    assert (entry["reason"], entry["until"]) == ("No accounts.", "2026-12-31")
    assert (await admin("POST", "/organisation/exclusions", body)).json()["code"] == "excluded_already"
    past = body | {"technique_id": "T1059", "until": "2020-01-01"}
    assert (await admin("POST", "/organisation/exclusions", past)).status_code == 422
    assert (await admin("POST", "/organisation/exclusions", body | {"technique_id": "T9"})).status_code == 404
    path = "/organisation/exclusions/T1078"
    assert (await admin("DELETE", path)).status_code == 428
    back = await admin("DELETE", path, etag=made.headers["ETag"])
    assert (back.status_code, back.json()["exclusions"]) == (200, [])
    assert (await admin("DELETE", path, etag=back.headers["ETag"])).json()["code"] == "not_excluded"


async def test_an_admin_sets_the_policy(client: Client) -> None:
    admin = client.as_(Role.ADMIN, name="Ada")
    etag = (await admin.get("/organisation/policy")).headers["ETag"]
    changed = await admin("PATCH", "/organisation/policy", {"review": "single"}, etag=etag)
    assert changed.json() == {"version": 2, "review": "single", "skew_tolerance_seconds": 120}
    again = changed.headers["ETag"]
    assert (await admin("PATCH", "/organisation/policy", {"review": "none"}, etag=again)).status_code == 422
    assert (await admin("PATCH", "/organisation/policy", {"skew_tolerance_seconds": -1}, etag=again)).status_code == 422
    same = await admin("PATCH", "/organisation/policy", {"review": "single"}, etag=again)
    assert same.json()["version"] == 2


async def test_tools_are_added_changed_and_told(client: Client, catalog: CatalogForTests) -> None:
    lead = client.as_(Role.BLUE_LEAD)
    await catalog.events()
    made = await lead("POST", "/tools", {"name": "Falcon  X", "type": "edr", "platforms": ["Windows"]})
    assert made.status_code == 201, made.text
    assert made.json()["name"] == "Falcon X"
    [(_, type_, version, data)] = await catalog.events("organisation")
    assert (type_, version) == ("aegis.catalog.tool.changed.v1", 1)
    assert data["state"]["item"] | {"id": ""} == {
        "kind": "tool",
        "id": "",
        "name": "Falcon X",
        "type": "edr",
        "platforms": ["Windows"],
        "active_from": None,
        "active_to": None,
    }
    taken = await lead("POST", "/tools", {"name": "FALCON x", "type": "siem"})
    assert (taken.status_code, taken.json()["code"]) == (409, "tool_name_taken")
    path = made.headers["Location"].removeprefix("/api/v1")
    changed = await lead("PATCH", path, {"active_to": "2026-11-01"}, etag=made.headers["ETag"])
    assert (changed.json()["active_to"], changed.json()["type"]) == ("2026-11-01", "edr")
    back = await lead("PATCH", path, {"active_to": None}, etag=changed.headers["ETag"])
    assert back.json()["active_to"] is None
    wrong = await lead(
        "PATCH", path, {"active_from": "2026-02-01", "active_to": "2026-01-01"}, etag=back.headers["ETag"]
    )
    assert wrong.json()["errors"][0]["pointer"] == "/active_to"


async def test_tools_by_kind_platform_day_and_name(client: Client) -> None:
    lead = client.as_(Role.RED_LEAD)
    await lead(
        "POST", "/tools", {"name": "Old EDR", "type": "edr", "platforms": ["Windows"], "active_to": "2026-01-31"}
    )
    await lead("POST", "/tools", {"name": "SIEM", "type": "siem", "active_from": "2026-02-01"})
    for query, names in (
        ({}, ["Old EDR", "SIEM"]),
        ({"type": "siem"}, ["SIEM"]),
        ({"platform": "linux"}, ["SIEM"]),
        ({"platform": "windows"}, ["Old EDR", "SIEM"]),
        ({"active_on": "2026-01-31"}, ["Old EDR"]),
        ({"active_on": "2026-02-01"}, ["SIEM"]),
        ({"q": "edr"}, ["Old EDR"]),
        ({"sort": "-type"}, ["SIEM", "Old EDR"]),
    ):
        assert [item["name"] for item in await client.items("/tools", **query)] == names, query  # type: ignore[arg-type]  # words
