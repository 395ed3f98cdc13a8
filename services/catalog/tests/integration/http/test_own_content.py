"""Techniques and threat actors of our own over HTTP."""

from typing import Any

import pytest
from catalog_support.claims import facts, item_id, run_end, technique, technique_id
from catalog_support.client import Client
from catalog_support.content import small_attack
from catalog_support.service import CatalogForTests

from aegis_catalog.bootstrap.groups import PROJECTIONS
from aegis_chassis.messaging.rebuild import rebuild
from aegis_kernel.rights import Role
from aegis_testkit.memory_bus import MemoryBus

BADGE = {"name": "Badge cloning", "tactics": ["TA0001"], "platforms": ["Windows"], "description": "They copy it."}


async def made_technique(admin: Client, **more: Any) -> Any:
    answer = await admin("POST", "/techniques", BADGE | more)
    assert answer.status_code == 201, answer.text
    return answer


async def told(catalog: CatalogForTests, topic: str) -> list[tuple[str, int, Any]]:
    return [(type_, version, data) for _, type_, version, data in await catalog.events(topic)]


async def test_a_technique_of_our_own_is_listed_like_upstreams(client: Client, catalog: CatalogForTests) -> None:
    admin = client.as_(Role.ADMIN, name="Ada")
    await catalog.events()
    made = await made_technique(admin)
    body = made.json()
    assert (body["attack_id"], body["upstream"], body["state"], body["version"]) == ("X0001", "own", "active", 1)
    assert [tactic["attack_id"] for tactic in body["tactics"]] == ["TA0001"]
    [(type_, version, data)] = await told(catalog, "catalog.techniques")
    assert (type_, version, data["state"]["own"]) == ("aegis.catalog.technique.published.v1", 1, True)
    assert data["state"]["tactics"] == [{"domain": "enterprise", "tactic_id": str(item_id("tactic", "TA0001"))}]
    assert "X0001" in {one["attack_id"] for one in await client.items("/techniques", tactic="TA0001")}
    assert (await client.get("/techniques/x0001")).json()["description"] == "They copy it."
    assert (await made_technique(admin)).json()["attack_id"] == "X0002"
    below = await made_technique(admin, parent="X0001")
    assert (below.json()["attack_id"], below.json()["parent"]["attack_id"]) == ("X0001.001", "X0001")
    assert (await made_technique(admin, parent="T1059")).json()["attack_id"] == "X0003"
    refused = await admin("POST", "/techniques", BADGE | {"parent": "X0001.001"})
    assert refused.json()["errors"][0]["pointer"] == "/parent"


async def test_it_is_edited_deprecated_retired_and_reinstated(client: Client, catalog: CatalogForTests) -> None:
    admin = client.as_(Role.ADMIN, name="Ada")
    made = await made_technique(admin)
    await catalog.events()
    edited = await admin("PATCH", "/techniques/X0001", {"description": "They copy badges."}, etag=made.headers["ETag"])
    assert (edited.status_code, edited.json()["version"]) == (200, 2), edited.text
    events = await catalog.events()
    assert [name for name, *_ in events] == ["aegis.catalog.techniques", "aegis.audit.entries"]
    stale = await admin("PATCH", "/techniques/X0001", {"name": "x"}, etag=made.headers["ETag"])
    assert stale.status_code == 412
    gone = await admin("POST", "/techniques/X0001/deprecate", {"reason": "Badges went."}, etag=edited.headers["ETag"])
    assert (gone.json()["state"], gone.json()["version"]) == ("deprecated", 3)
    [(_, _, data)] = await told(catalog, "catalog.techniques")
    assert (data["reason"], data["state"]["state"]) == ("Badges went.", "deprecated")
    twice = await admin("POST", "/techniques/X0001/deprecate", {"reason": "x"}, etag=gone.headers["ETag"])
    assert (twice.status_code, twice.json()["code"]) == (409, "technique_state")
    assert (twice.json()["state"], twice.json()["allowed"]) == (
        "deprecated", ["edit", "retire", "succeed", "reinstate"],
    )  # fmt: skip
    away = await admin("POST", "/techniques/X0001/retire", {"reason": "Never mind."}, etag=gone.headers["ETag"])
    assert (away.json()["state"], away.json()["withdrawn_at"] is None) == ("withdrawn", False)
    assert "X0001" not in {one["attack_id"] for one in await client.items("/techniques")}
    back = await admin("POST", "/techniques/X0001/reinstate", {"reason": "Back."}, etag=away.headers["ETag"])
    assert (back.json()["state"], back.json()["withdrawn_at"]) == ("active", None)
    history = await client.items("/techniques/X0001/history")
    assert [entry["reason"] for entry in history] == ["Back.", "Never mind.", "Badges went.", None, None]
    assert made.json()["id"] not in str(await client.items("/review-queue"))


async def test_what_upstream_says_is_never_edited(client: Client) -> None:
    admin = client.as_(Role.ADMIN, name="Ada")
    etag = (await admin.get("/techniques/T1059")).headers["ETag"]
    refused = await admin("PATCH", "/techniques/T1059", {"name": "x"}, etag=etag)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_our_own")
    lead = client.as_(Role.RED_LEAD)
    etag = (await lead.get("/threat-actors/G0016")).headers["ETag"]
    refused = await lead("PATCH", "/threat-actors/G0016", {"name": "x"}, etag=etag)
    assert (refused.status_code, refused.json()["code"]) == (409, "not_our_own")


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"tactics": []}, "/tactics"),
        ({"tactics": ["TA0027"]}, "/tactics/0"),
        ({"tactics": ["TA9999"]}, "/tactics/0"),
        ({"name": "\t"}, "/name"),
        ({"url": "javascript:alert(1)"}, "/url"),
        ({"parent": "T9"}, "/parent/0"),
    ],
)
async def test_a_technique_that_is_wrong_is_refused_with_the_place(client: Client, body: Any, pointer: str) -> None:
    refused = await client.as_(Role.ADMIN, name="Ada")("POST", "/techniques", BADGE | body)
    assert refused.status_code == 422, refused.text
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


async def test_no_sync_touches_what_is_our_own(client: Client, catalog: CatalogForTests) -> None:
    admin = client.as_(Role.ADMIN, name="Ada")
    await made_technique(admin)
    actor = await admin("POST", "/threat-actors", {"name": "Us", "techniques": [{"technique": "X0001"}]})
    before = [(await client.get(path)).json() for path in ("/techniques/X0001", f"/threat-actors/{actor.json()['id']}")]
    await catalog.events()
    await catalog.hear([*facts(technique("T1059", name="Renamed"), version=2, run="run 2"), run_end("run 2")])
    after = [(await client.get(path)).json() for path in ("/techniques/X0001", f"/threat-actors/{actor.json()['id']}")]
    assert after == before
    keys = {data["state"]["id"] for _, _, data in await told(catalog, "catalog.techniques")}
    assert str(technique_id("T1059")) in keys
    assert before[0]["id"] not in keys


async def test_a_rebuild_loses_nothing_of_our_own(client: Client, catalog: CatalogForTests) -> None:
    admin = client.as_(Role.ADMIN, name="Ada")
    await made_technique(admin)
    await admin("POST", "/threat-actors", {"name": "Us", "label": "US-1", "techniques": [{"technique": "X0001"}]})
    await admin("POST", "/organisation/tags", {"name": "door", "techniques": ["X0001", "T1059"]})
    paths = ("/techniques/X0001", "/threat-actors/US-1", "/organisation/tags", "/techniques?tag=door")
    before = [(await client.get(path)).json() for path in paths]
    await rebuild(catalog.database, MemoryBus(), PROJECTIONS)
    await catalog.events()
    await catalog.hear(small_attack())
    assert [(await client.get(path)).json() for path in paths] == before
    assert await catalog.events() == []


async def test_upstreams_technique_takes_its_place_and_all_that_is_ours_follows(
    client: Client, catalog: CatalogForTests
) -> None:
    admin, lead = client.as_(Role.ADMIN, name="Ada"), client.as_(Role.RED_LEAD)
    made = await made_technique(admin)
    ours = made.json()["id"]
    await lead("POST", "/organisation/tags", {"name": "door", "techniques": ["X0001"]})
    etag = (await admin.get("/organisation/profile")).headers["ETag"]
    await admin(
        "PATCH", "/organisation/profile", {"lists": [{"name": "L", "techniques": ["X0001", "T1078"]}]}, etag=etag
    )
    await admin("POST", "/organisation/exclusions", {"technique_id": "X0001", "reason": "Later."})
    await lead("POST", "/techniques/X0001/playbooks", {"kind": "response", "title": "P", "text": "Do."})
    await lead("POST", "/techniques/X0001/notes", {"text": "Note."})
    actor = await lead("POST", "/threat-actors", {"name": "Us", "techniques": [{"technique": "X0001"}]})
    await catalog.events()
    body = {"successor": "T1078", "reason": "ATT&CK has it now."}
    done = await admin("POST", "/techniques/X0001/succeed", body, etag=made.headers["ETag"])
    assert done.status_code == 200, done.text
    assert (done.json()["state"], done.json()["revoked_by"]["attack_id"]) == ("revoked", "T1078")
    events = await catalog.events()
    said = {data["state"]["item"]["kind"]: data["state"]["item"] for name, _, _, data in events if "organ" in name}
    new = str(technique_id("T1078"))
    assert said["tag"]["technique_ids"] == [new]
    assert said["profile"]["lists"][0]["technique_ids"] == [new]
    assert [entry["technique_id"] for entry in said["scope"]["exclusions"]] == [new]
    [succession] = [data["state"] for name, _, _, data in events if "successions" in name]
    assert (succession["old_id"], succession["target_id"], succession["undone"]) == (ours, new, False)
    [told_actor] = [data["state"] for name, _, _, data in events if name == "aegis.catalog.actors"]
    assert [use["technique_id"] for use in told_actor["uses"]] == [new]
    page = (await client.get("/techniques/T1078")).json()
    assert (page["tags"], page["notes"], page["counts"]["actors"]) == (["door"], 1, 2 - 1)
    [playbook] = await client.items("/techniques/T1078/playbooks")
    assert (playbook["technique_id"], playbook["written_for"]) == (new, ours)
    path = f"/threat-actors/{actor.json()['id']}/techniques"
    assert [use["attack_id"] for use in await client.items(path)] == ["T1078"]
    back = await admin("POST", "/techniques/X0001/reinstate", {"reason": "No."}, etag=done.headers["ETag"])
    assert back.status_code == 200, back.text
    assert [use["attack_id"] for use in await client.items(path)] == ["X0001"]
    assert (await client.get("/techniques/X0001")).json()["tags"] == ["door"]
    [undone] = [data["state"] for name, _, _, data in await catalog.events() if "successions" in name]
    assert undone["undone"] is True


async def test_what_is_ours_follows_upstreams_revocations_and_finds_back(
    client: Client, catalog: CatalogForTests
) -> None:
    admin, lead = client.as_(Role.ADMIN, name="Ada"), client.as_(Role.RED_LEAD)
    made = await lead("POST", "/threat-actors", {"name": "Us", "techniques": [{"technique": "T1078"}]})
    tag = await lead("POST", "/organisation/tags", {"name": "keys", "techniques": ["T1078", "T1059"]})
    await admin("POST", "/organisation/exclusions", {"technique_id": "T1078", "reason": "Later."})
    await catalog.events()
    revoked = technique("T1078", revoked_by="T1059")
    await catalog.hear([*facts(revoked, version=2, run="run 2"), run_end("run 2")])
    uses = f"/threat-actors/{made.json()['id']}/techniques"
    assert [use["attack_id"] for use in await client.items(uses)] == ["T1059"]
    events = await catalog.events()
    said = {data["state"]["item"]["kind"]: data["state"]["item"] for name, _, _, data in events if "organ" in name}
    assert said["tag"]["technique_ids"] == [str(technique_id("T1059"))]
    assert [entry["technique_id"] for entry in said["scope"]["exclusions"]] == [str(technique_id("T1059"))]
    path = tag.headers["Location"].removeprefix("/api/v1")
    assert (await client.get(path)).json()["techniques"] == 1
    later = await lead("POST", "/organisation/tags", {"name": "late", "techniques": [str(technique_id("T1078"))]})
    late = later.headers["Location"].removeprefix("/api/v1")
    assert [one["attack_id"] for one in await client.items(f"{late}/techniques")] == ["T1059"]
    again = technique("T1078", name="Valid Accounts", tactics=["TA0001", "TA0002"])
    await catalog.hear([*facts(again, version=3, run="run 3"), run_end("run 3")])
    assert [use["attack_id"] for use in await client.items(uses)] == ["T1078"]
    assert (await client.get(path)).json()["techniques"] == 2
    assert [one["attack_id"] for one in await client.items(f"{late}/techniques")] == ["T1078"]
    assert (await client.get("/techniques/T1078")).json()["tags"] == ["keys", "late"]
