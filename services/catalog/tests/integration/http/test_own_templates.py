"""Templates and rules of our own over HTTP."""

from typing import Any

import pytest
from catalog_support.claims import facts, run_end, technique
from catalog_support.client import Client
from catalog_support.exercise import exercise_id

from aegis_kernel.rights import Role

UPSTREAM = exercise_id("atomic", "template", "guid-1")
BODY: dict[str, Any] = {
    "name": "Our  way",
    "techniques": ["t1059.001"],
    "platforms": ["Windows"],
    "executor": "powershell",
    "command": "run #{what}",
    "arguments": [{"name": "what", "default": "x"}],
    "comment": "First.",
}


def red(client: Client) -> Client:
    return client.as_(Role.RED_TECH, name="Rita")


def lead(client: Client) -> Client:
    return client.as_(Role.RED_LEAD, name="Lena")


async def made(client: Client, **more: Any) -> dict[str, Any]:
    answer = await red(client)("POST", "/test-templates", BODY | more)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json() | {"etag": answer.headers["ETag"]}
    return found


async def test_a_template_is_written_approved_by_another_and_told(client: Client) -> None:
    await client.catalog.events()
    template = await made(client)
    assert (template["name"], template["upstream"], template["approval"], template["revision"]) == (
        "Our way", "custom", "draft", 1,
    )  # fmt: skip
    assert [one["attack_id"] for one in template["techniques"]] == ["T1059.001"]
    path = f"/test-templates/{template['id']}"
    own = await client.as_(Role.RED_LEAD, name="Rita")("POST", f"{path}/approve", etag=template["etag"])
    assert (own.status_code, own.json()["code"]) == (403, "own_work")
    approved = await lead(client)("POST", f"{path}/approve", etag=template["etag"])
    assert (approved.status_code, approved.json()["approval"]) == (200, "approved"), approved.text
    assert (approved.json()["own"]["author"]["name"], approved.json()["own"]["approved_by"]["name"]) == ("Rita", "Lena")
    told = await client.catalog.events("catalog.templates")
    assert [(type_.split(".")[-2], said["state"]["approval"]) for _, type_, _, said in told] == [
        ("published", "draft"),
        ("revised", "approved"),
    ]
    assert told[0][3]["state"]["arguments"][0]["default"] == "x"


async def test_every_edit_is_a_version_that_waits_for_approval_again(client: Client) -> None:
    template = await made(client)
    path = f"/test-templates/{template['id']}"
    approved = await lead(client)("POST", f"{path}/approve", etag=template["etag"])
    edited = await lead(client)(
        "PATCH", path, {"command": "other", "comment": "Better."}, etag=approved.headers["ETag"]
    )
    assert (edited.json()["revision"], edited.json()["approval"]) == (2, "draft"), edited.text
    refused = await lead(client)("POST", f"{path}/approve", etag=edited.headers["ETag"])
    assert refused.json()["code"] == "own_work"
    stale = await red(client)("PATCH", path, {"command": "again"}, etag=approved.headers["ETag"])
    assert stale.status_code == 412
    same = await red(client)("PATCH", path, {"command": "other"}, etag=edited.headers["ETag"])
    assert same.json()["revision"] == 2
    versions = (await client.get(f"{path}/versions")).json()["items"]
    assert [(one["revision"], one["comment"], one["by"]["name"]) for one in versions] == [
        (2, "Better.", "Lena"),
        (1, "First.", "Rita"),
    ]
    assert (await client.get(f"{path}/versions/1")).json()["template"]["command"] == "run #{what}"
    diff = (await client.get(f"{path}/versions/diff", before=1, after=2)).json()
    assert diff["changes"] == [{"field": "command", "before": "run #{what}", "after": "other"}]
    assert (await client.get(f"{path}/versions/9")).status_code == 404


async def test_a_retired_one_leaves_the_lists_and_can_be_forked(client: Client) -> None:
    template = await made(client)
    path = f"/test-templates/{template['id']}"
    assert (await lead(client)("POST", f"{path}/retire", {"reason": " "}, etag=template["etag"])).status_code == 422
    retired = await lead(client)("POST", f"{path}/retire", {"reason": "Old."}, etag=template["etag"])
    assert (retired.json()["approval"], retired.json()["state"]) == ("retired", "withdrawn")
    assert await client.items("/test-templates", source="custom") == []
    edited = await red(client)("PATCH", path, {"command": "x"}, etag=retired.headers["ETag"])
    assert (edited.status_code, edited.json()["code"]) == (409, "template_state")
    fork = await red(client)("POST", f"{path}/fork", {"name": "Again"})
    assert (fork.status_code, fork.json()["name"], fork.json()["approval"]) == (201, "Again", "draft")


async def test_upstreams_is_forked_and_never_edited(client: Client) -> None:
    fork = await red(client)("POST", f"/test-templates/{UPSTREAM}/fork", {})
    assert fork.status_code == 201, fork.text
    assert (fork.json()["command"], fork.json()["elevation_required"]) == ("powershell #{script}", True)
    assert fork.json()["arguments"][0]["name"] == "script"
    assert fork.json()["own"]["forked_from"] == str(UPSTREAM)
    assert (await client.get(f"/test-templates/{UPSTREAM}")).json()["own"] is None
    edited = await red(client)("PATCH", f"/test-templates/{UPSTREAM}", {"command": "x"}, etag='"1"')
    assert (edited.status_code, edited.json()["code"]) == (409, "not_our_own")


@pytest.mark.parametrize(
    "wrong, pointer",
    [
        ({"techniques": ["T9999"]}, "/techniques/0"),
        ({"techniques": []}, "/techniques"),
        ({"command": " "}, "/command"),
        ({"command": "x" * 65_537}, "/command"),
        ({"arguments": [{"name": "a b"}]}, "/arguments/0/name"),
        ({"arguments": [{"name": "a"}, {"name": "a"}]}, "/arguments/1/name"),
        ({"references": ["javascript:x"]}, "/references/0"),
        ({"cleanup": "\0"}, "/cleanup"),
    ],
)
async def test_what_is_wrong_is_named(client: Client, wrong: dict[str, Any], pointer: str) -> None:
    answer = await red(client)("POST", "/test-templates", BODY | wrong)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer), answer.text


async def test_many_are_made_approved_and_retired(client: Client) -> None:
    items = [BODY | {"name": "One"}, BODY | {"techniques": ["T9999"]}, BODY | {"name": "Two"}]
    refused = await red(client)("POST", "/test-templates/bulk", {"items": items}, atomic="true")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/items/1/techniques/0")
    results = (await red(client)("POST", "/test-templates/bulk", {"items": items})).json()["results"]
    assert [one["status"] for one in results] == [201, 422, 201]
    ids = [results[0]["id"], str(UPSTREAM), results[2]["id"]]
    approved = await lead(client)("POST", "/test-templates/bulk/approve", {"items": ids})
    assert [one["status"] for one in approved.json()["results"]] == [200, 404, 200]
    retired = await lead(client)("POST", "/test-templates/bulk/retire", {"items": [ids[0]], "reason": "Old."})
    assert [one["status"] for one in retired.json()["results"]] == [200]
    assert [one["name"] for one in await client.items("/test-templates", source="custom")] == ["Two"]


async def test_only_approved_ones_count_and_they_follow_their_technique(client: Client) -> None:
    template = await made(client, techniques=["T1398"])
    counts = (await client.get("/techniques/T1398")).json()["counts"]
    assert counts["templates"] == 0
    await lead(client)("POST", f"/test-templates/{template['id']}/approve", etag=template["etag"])
    assert (await client.get("/techniques/T1398")).json()["counts"]["templates"] == 1
    old = await made(client, name="Follows", techniques=["T1086"])
    assert [one["attack_id"] for one in old["techniques"]] == ["T1059.001"]
    assert old["technique_ids_named"] == ["T1086"]
    gone = technique("T1059.001", name="PowerShell", parent="T1059", tactics=["TA0002"], revoked_by="T1078")
    await client.catalog.hear([*facts(gone, version=2, run="enterprise 2"), run_end("enterprise 2", release="20.0")])
    page = (await client.get(f"/test-templates/{old['id']}")).json()
    assert [one["attack_id"] for one in page["techniques"]] == ["T1078"]


async def test_a_rule_of_our_own_is_written_edited_and_retired(client: Client) -> None:
    blue = client.as_(Role.BLUE_TECH, name="Tom")
    await client.catalog.events()
    body = {
        "title": "Canary file",
        "kind": "canary",
        "severity": "high",
        "techniques": ["T1078"],
        "log_source": {"product": "linux"},
        "body": "touch me",
    }
    answer = await blue("POST", "/detection-rules", body)
    assert answer.status_code == 201, answer.text
    rule = answer.json()
    assert (rule["kind"], rule["upstream"], rule["severity"], rule["body"], rule["authors"]) == (
        "canary", "custom", "high", "touch me", ["Tom"],
    )  # fmt: skip
    path = f"/detection-rules/{rule['id']}"
    edited = await blue("PATCH", path, {"title": "Other", "severity": None}, etag=answer.headers["ETag"])
    assert (edited.json()["name"], edited.json()["severity"]) == ("Other", None), edited.text
    assert (await blue("PATCH", path, {"title": "Late"}, etag=answer.headers["ETag"])).status_code == 412
    retired = await blue("POST", f"{path}/retire", {"reason": "Noisy."}, etag=edited.headers["ETag"])
    assert retired.json()["state"] == "withdrawn"
    back = await blue("POST", f"{path}/reinstate", {"reason": "Needed."}, etag=retired.headers["ETag"])
    assert (back.json()["state"], back.json()["authors"]) == ("active", ["Tom"])
    told = [type_.split(".")[-2] for _, type_, _, _ in await client.catalog.events("catalog.rules")]
    assert told == ["published", "revised", "withdrawn", "revised"]
    upstream = f"/detection-rules/{exercise_id('sigma', 'rule', 'sigma-1')}"
    assert (await blue("PATCH", upstream, {"title": "x"}, etag='"1"')).json()["code"] == "not_our_own"
    wrong = await blue("POST", "/detection-rules", {"title": " ", "techniques": ["T9999"]})
    assert wrong.status_code == 422
