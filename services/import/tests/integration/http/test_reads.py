"""Asking for reads over HTTP."""

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from import_support.client import BUNDLE, Client, running
from import_support.stix import small, technique

from aegis_chassis.database.pool import Database


async def test_an_uploaded_form_is_read(client: Client) -> None:
    answer = await client.upload(BUNDLE)
    assert answer.headers["ETag"] == '"1"'
    assert answer.json()["state"] == "queued"
    run = await client.follow(answer)
    assert (run["state"], run["release"], run["file_name"]) == ("published", "19.1", "bundle.json")
    assert run["counts"]["technique"] == {
        "read": 2, "new": 2, "changed": 0, "unchanged": 0, "withdrawn": 0, "skipped": 0,
    }  # fmt: skip
    assert run["duration_seconds"] >= 0
    assert run["problems_count"] == 0
    source = await client.get("/data-sources/attack-enterprise")
    assert (source["last_run_id"], source["last_run_state"]) == (run["id"], "published")


async def test_a_raw_body_is_read_too(client: Client) -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("top/enterprise-attack/enterprise-attack.json", BUNDLE)
    answer = await client.send(
        "POST",
        "/data-sources/attack-enterprise/upload",
        content=packed.getvalue(),
        headers={"Content-Type": "application/zip", "Idempotency-Key": "one"},
    )
    assert (await client.follow(answer))["state"] == "published"


async def test_an_upload_beyond_the_limit_is_refused(database: Database, tmp_path: Path) -> None:
    async with running(database, tmp_path, upload_bytes=1_000) as client:
        for answer in (
            await client.upload(b"x" * 1_001),
            await client.upload(b"x" * 500_000),
            await client.send("POST", "/data-sources/attack-enterprise/upload", content=b"x" * 1_001),
        ):
            assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
        assert (await client.get("/import-runs"))["items"] == []
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


async def test_a_form_that_is_none_is_refused(client: Client) -> None:
    for content_type, content in (
        ("multipart/form-data; boundary=x", b"no form"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n--x--\r\n'),
        ("multipart/form-data", b""),
    ):
        answer = await client.send(
            "POST", "/data-sources/attack-enterprise/upload", content=content, headers={"Content-Type": content_type}
        )
        assert answer.status_code == 400, answer.text


async def test_a_dry_run_of_an_upload_shows_samples(client: Client) -> None:
    run = await client.follow(await client.upload(BUNDLE, params={"dry_run": "true"}))
    assert (run["state"], run["dry_run"]) == ("previewed", True)
    assert {one["kind"] for one in run["samples"]["new"]} == {"tactic", "technique"}


@pytest.mark.parametrize(
    "content, says",
    [
        (b"<html>Sign in</html>", "got something else"),
        (b"PK\x03\x04", "cut short"),
        (b'{"type": "bundle", "objects": [NaN]}', "not a STIX bundle"),
        (b'{"type": "bundle", "objects": []}', "without objects"),
    ],
)
async def test_bad_content_fails_the_run_with_a_clear_error(client: Client, content: bytes, says: str) -> None:
    run = await client.follow(await client.upload(content))
    assert run["state"] == "failed"
    assert says in run["error"]


async def test_problems_are_paged(client: Client) -> None:
    bad = [technique(number, name=7) for number in range(1, 6)]
    run = await client.follow(await client.upload(json.dumps(small(*bad, technique(9))).encode()))
    assert (run["problems_count"], run["counts"]["technique"]["skipped"]) == (5, 5)
    path = f"/import-runs/{run['id']}/problems"
    first = await client.get(f"{path}?limit=3&count=true")
    second = await client.get(f"{path}?limit=3&cursor={first['next_cursor']}")
    assert (len(first["items"]), first["total"], len(second["items"]), second["next_cursor"]) == (3, 5, 2, None)
    assert first["items"][0] == {
        "number": 0,
        "severity": "bad_entry",
        "code": "bad_object",
        "reason": "A required field cannot be read: name: Expected `str`, got `int`.",
        "file": "bundle.json",
        "line": None,
        "kind": "technique",
        "key": bad[0]["id"],
    }
    assert (await client.get(f"{path}?severity=warning"))["items"] == []
    missing = await client.send("GET", "/import-runs/00000000-0000-0000-0000-000000000000/problems")
    assert missing.status_code == 404


async def test_a_sync_is_queued_from_the_url_given_or_the_sources_own(idle: Client) -> None:
    own = await idle.post("/data-sources/attack-ics/sync")
    given = await idle.post("/data-sources/attack-ics/preview", {"url": "https://x.example/y.json"})
    assert own.json()["url"].endswith("/ics-attack.json")
    assert (given.json()["url"], given.json()["dry_run"]) == ("https://x.example/y.json", True)
    bad = await idle.post("/data-sources/attack-ics/sync", {"url": "file:///etc/passwd"})
    assert (bad.status_code, bad.json()["code"]) == (422, "bad_url")
    unknown = await idle.post("/data-sources/attack-ics/sync", {"uri": "https://x.example"})
    assert unknown.status_code == 422


async def test_the_same_key_gives_the_first_answer_again(idle: Client) -> None:
    headers = {"Idempotency-Key": "one"}
    first = await idle.post("/data-sources/attack-ics/sync", headers=headers)
    again = await idle.post("/data-sources/attack-ics/sync", headers=headers)
    assert first.status_code == 202
    # The caller of a test's token is somebody new each time, so that keys do not meet; the runs are two.
    assert (again.status_code, first.json()["id"] == again.json()["id"]) == (202, False)
