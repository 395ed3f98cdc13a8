"""Whatever comes in broken gets a clear error, and leaves nothing half done."""

import base64
import io
import json
import time
import zipfile
from collections.abc import Callable
from typing import Any

import httpx
import msgspec
import pytest
from people import Person
from suites import Suite

from aegis_client.cli.imports import follow
from aegis_client.http import AegisClient
from aegis_client.problem import Problem

SOURCE = "attack-mobile"


def raw(suite: Suite, person: AegisClient, method: str, path: str, **how: Any) -> httpx.Response:
    """A request that the typed client would not make."""
    headers = {"Authorization": str(person._http.headers["Authorization"])} | how.pop("headers", {})
    return httpx.request(method, f"{suite.url}/api/v1{path}", headers=headers, timeout=60, **how)


def imported(admin: AegisClient, content: bytes, name: str) -> Any:
    """The run that an upload ended in."""
    started = admin.upload(f"/data-sources/{SOURCE}/upload", content, name=name).json
    return follow(admin, started["id"], SOURCE)


def refusal(admin: AegisClient, content: bytes, name: str) -> str:
    """Why an upload came to nothing: at the door, or as a failed run."""
    try:
        run = imported(admin, content, name)
    except Problem as problem:
        return f"{problem.status} {problem.body.detail}"
    return run["error"] if run["state"] == "failed" else f"it did not fail: {run['state']}"


def zipped(**members: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(f"cti-master/mobile-attack/{name}.json", content)
    return held.getvalue()


BUNDLE = json.dumps({"type": "bundle", "id": "bundle--1", "objects": []}).encode()


@pytest.mark.parametrize(
    "content, name, said",
    [
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "mobile-attack.json", "html"),
        (zipped(mobile=BUNDLE * 200)[:-40], "truncated.zip", "zip"),
        (b'{"type": "bundle", "id": "bundle--1", "objects": [NaN]}', "nan.json", "json"),
        (BUNDLE, "empty.json", "without objects"),
        (b"", "nothing.json", "empty"),
        (b'{"type": "bundle", "objects": [' + b"[" * 100_000, "deep.json", "deep"),
    ],
    ids=["html", "truncated zip", "NaN", "no objects", "empty", "deep nesting"],
)
def test_a_broken_file_fails_its_run_with_a_reason_and_changes_nothing(
    admin: AegisClient, content: bytes, name: str, said: str
) -> None:
    before = admin.get("/techniques", domain="mobile", limit=1, count="true", state="all").json["total"]
    assert said in refusal(admin, content, name).lower()
    assert admin.get("/techniques", domain="mobile", limit=1, count="true", state="all").json["total"] == before


def test_a_zip_bomb_stops_early(admin: AegisClient) -> None:
    bomb = zipped(mobile=b" " * (300 * 1024 * 1024))
    assert len(bomb) < 1024 * 1024
    began = time.monotonic()
    run = imported(admin, bomb, "bomb.zip")
    assert run["state"] == "failed"
    assert time.monotonic() - began < 20


def test_a_body_that_is_too_large_is_refused(suite: Suite, admin: AegisClient) -> None:
    answer = raw(suite, admin, "POST", "/tests", content=b'{"technique": "' + b"x" * (3 * 1024 * 1024) + b'"}')
    assert answer.status_code == 413
    assert answer.json()["code"] == "too_large"


@pytest.mark.parametrize(
    "content, said",
    [(b"<html>", "JSON"), (b'{"technique": NaN}', ""), (b"{", ""), (b"\xff\xfe", "")],
    ids=["html", "NaN", "half", "not UTF-8"],
)
def test_what_is_no_json_is_unreadable(suite: Suite, people: dict[str, Person], content: bytes, said: str) -> None:
    headers = {"Content-Type": "application/json"}
    answer = raw(suite, people["red_lead"].client, "POST", "/tests", content=content, headers=headers)
    assert answer.status_code == 400
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert said in answer.json()["detail"]


def test_an_unknown_field_is_named(people: dict[str, Person]) -> None:
    body = {"technique": "T1059", "procedure": {"name": "Step"}, "tecnique": 1}
    with pytest.raises(Problem) as refused:
        people["red_lead"].client.post("/tests", body)
    assert refused.value.status == 422
    assert any("tecnique" in f"{fault.pointer} {fault.detail}" for fault in refused.value.body.errors)


def test_an_unknown_parameter_is_named(admin: AegisClient) -> None:
    with pytest.raises(Problem) as refused:
        admin.get("/techniques", platfrom="Windows")
    assert refused.value.status in {400, 422}
    assert "platfrom" in refused.value.body.detail


def test_a_cursor_of_another_list_is_refused(admin: AegisClient, enterprise: dict[str, Any]) -> None:
    cursor = admin.get("/techniques", limit=2).json["next_cursor"]
    for path, query in (("/threat-actors", {}), ("/techniques", {"sort": "-name"}), ("/techniques", {"q": "shell"})):
        with pytest.raises(Problem) as refused:
            admin.get(path, cursor=cursor, **query)
        assert refused.value.status == 400
        assert "cursor" in refused.value.body.detail.lower()


def forged(token: str, **claims: Any) -> str:
    """The same token with other claims, under the old signature."""
    head, body, signature = token.split(".")
    padded = body + "=" * (-len(body) % 4)
    changed = json.loads(base64.urlsafe_b64decode(padded)) | claims
    return f"{head}.{base64.urlsafe_b64encode(json.dumps(changed).encode()).rstrip(b'=').decode()}.{signature}"


def unsigned(token: str) -> str:
    """The same claims, by the algorithm `none`."""
    head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    return f"{head}.{token.split('.')[1]}."


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: forged(token, exp=1),
        lambda token: forged(token, roles=["admin"]),
        unsigned,
        lambda token: "not.a.token",
        lambda token: "aeg_" + "x" * 43,
    ],
    ids=["expired", "forged", "unsigned", "garbage", "unknown API token"],
)
def test_a_spoilt_token_is_nobody(suite: Suite, people: dict[str, Person], spoil: Callable[[str], str]) -> None:
    good = str(people["viewer"].client._http.headers["Authorization"]).removeprefix("Bearer ")
    for path in ("/techniques", "/tests", "/scores/organisation", "/matrix", "/import-runs", "/users"):
        answer = httpx.get(f"{suite.url}/api/v1{path}", headers={"Authorization": f"Bearer {spoil(good)}"}, timeout=30)
        assert answer.status_code == 401, path
        assert msgspec.json.decode(answer.content)["code"] == "unauthenticated", path
        assert "WWW-Authenticate" in answer.headers
