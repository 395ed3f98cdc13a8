"""Frameworks of our own, and what we make of feeds' entries."""

from typing import Any

from catalog_support.claims import facts, run_end
from catalog_support.client import Client
from catalog_support.knowledge import intel

from aegis_kernel.rights import Role

TABLE = "control_id,title,technique_id,comment\r\nA-1,First,T1059,Because\r\nA-1,,T9999,\r\nA-2,Second,,\r\n"


async def send(client: Client, text: str, method: str = "POST", path: str = "/frameworks", **query: Any) -> Any:
    admin = client.as_(Role.ADMIN, name="Ada")
    return await admin.send(method, path, text.encode(), "text/csv", **query)


async def test_a_framework_is_uploaded_replaced_and_withdrawn(client: Client) -> None:
    await client.catalog.events()
    dry = await send(client, TABLE, slug="house", name="House rules", dry_run="true")
    assert (dry.status_code, dry.json()["controls"]["new"]) == (200, 2), dry.text
    assert (await client.get("/frameworks/house")).status_code == 404
    made = await send(client, TABLE, slug="house", name="House rules")
    assert made.status_code == 201, made.text
    assert made.json()["unknown_techniques"] == ["T9999"]
    assert made.json()["controls"] == {"new": 2, "changed": 0, "unchanged": 0, "withdrawn": 0}
    controls = await client.items("/frameworks/house/controls")
    assert [one["label"] for one in controls] == ["A-1", "A-2"]
    assert (await client.get("/frameworks/house/controls/a-1")).status_code == 200
    [mapping, _] = await client.items("/frameworks/house/controls/A-1/mappings")
    assert mapping["comment"] == "Because"
    assert {one["framework"]["slug"] for one in await client.items("/techniques/T1059/controls")} >= {"house"}  # type: ignore[index]  # JSON
    told = await client.catalog.events()
    assert sum("catalog.controls" in topic for topic, *_ in told) == 2
    assert (await send(client, TABLE, slug="HOUSE", name="Other")).status_code == 409

    again = await send(client, TABLE, "PUT", "/frameworks/house")
    assert again.json()["controls"] == {"new": 0, "changed": 0, "unchanged": 2, "withdrawn": 0}, again.text
    assert [topic for topic, *_ in await client.catalog.events() if "controls" in topic] == []
    other = "control_id,title,technique_id\nA-1,Renamed,T1059\nA-3,Third,T1078\n"
    replaced = await send(client, other, "PUT", "/frameworks/house", version="2026")
    assert (replaced.json()["number"], replaced.json()["controls"]) == (
        3,
        {"new": 1, "changed": 1, "unchanged": 0, "withdrawn": 1},
    )
    assert [one["label"] for one in await client.items("/frameworks/house/controls")] == ["A-1", "A-3"]

    admin = client.as_(Role.ADMIN, name="Ada")
    assert (await admin("DELETE", "/frameworks/house")).status_code == 204
    assert (await client.get("/frameworks/house")).json()["state"] == "withdrawn"
    assert await client.items("/frameworks/house/controls") == []
    assert (await send(client, other, "PUT", "/frameworks/house")).status_code == 200
    assert (await client.get("/frameworks/house")).json()["state"] == "active"
    nist = await send(client, other, "PUT", "/frameworks/nist-800-53-r5")
    assert (nist.status_code, nist.json()["code"]) == (409, "not_our_own")


async def test_lines_that_are_wrong_are_named_and_refuse_all(client: Client) -> None:
    for text, pointer in (
        ("control_id,title,technique_id\nA,One,nonsense\n", "/rows/2/technique_id"),
        ("control_id,title\n,One\n", "/rows/2/control_id"),
        ("control_id,title\nA,One\nA,Two\n", "/rows/3/title"),
        ("control_id,title,technique_id\nA,One,T1059\nA,,t1059\n", "/rows/3/technique_id"),
        ("control_id,title\nA,\n", "/rows"),
        ("control_id,colour\nA,\n", "/header"),
    ):
        answer = await send(client, text, slug="x", name="X")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), text
    assert (await send(client, TABLE, slug="-bad", name="X")).status_code == 422


async def test_entries_are_kept_and_dismissed(client: Client) -> None:
    red = client.as_(Role.RED_TECH)
    first, *_ = await client.items("/intel-items")
    await client.catalog.events()
    path = f"/intel-items/{first['id']}"
    kept = await red("POST", f"{path}/keep", {"reason": "Ours."})
    assert (kept.status_code, kept.json()["triage"], kept.json()["triaged_by"]["name"]) == (200, "kept", "Lena")
    [(_, type_, _, said)] = await client.catalog.events("catalog.intel")
    assert (type_, said["state"]["triage"]) == ("aegis.catalog.intel.kept.v1", "kept")
    await red("POST", f"{path}/keep", {})
    assert await client.catalog.events("catalog.intel") == []
    dismissed = await red("POST", f"{path}/dismiss", {})
    assert dismissed.json()["triage"] == "dismissed"
    missing = "01900000-0000-7000-8000-000000000000"
    bulk = await red("POST", "/intel-items/bulk", {"items": [first["id"], missing], "triage": "new"})
    assert [one["status"] for one in bulk.json()["results"]] == [200, 404]
    assert (await client.get(path)).json()["triaged_by"] is None
    draft = (await client.get(f"{path}/test-draft")).json()
    assert draft["post_to"] == "/api/v1/tests"
    for one in draft["drafts"]:
        assert one["body"]["technique"] == one["technique_id"]
        assert one["body"]["procedure"]["name"] == first["name"]
    assert (await client.get(f"/intel-items/{missing}/test-draft")).status_code == 404


async def test_what_was_looked_at_asks_for_no_review_and_asks_again_when_that_is_taken_back(client: Client) -> None:
    red = client.as_(Role.RED_TECH)
    await client.catalog.hear([*facts(intel("burst", "T1398")), run_end("feed 1", source="Alerts", release=None)])
    entry = intel("burst").content_id

    async def waits() -> bool:
        page = (await client.get("/techniques/T1398/review")).json()
        return any(cause["cause"] == "intel" for cause in page["causes"])

    assert await waits()
    await client.catalog.events()
    assert (await red("POST", f"/intel-items/{entry}/dismiss", {})).status_code == 200
    assert not await waits()
    topics = {topic for topic, *_ in await client.catalog.events()}
    assert {"aegis.catalog.intel", "aegis.catalog.techniques"} <= topics
    await red("POST", "/intel-items/bulk", {"items": [str(entry)], "triage": "new"})
    assert await waits()
