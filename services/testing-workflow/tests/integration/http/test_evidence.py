"""Evidence over HTTP: what is sent comes back, and nothing else is kept."""

import asyncio
import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from testing_support.people import ADA, BELA, BERT, BRIT, ROSA, RUTH, VERA
from testing_support.service import API, Suite

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 64


async def upload(
    suite: Suite,
    who: Any,
    fields: dict[str, str],
    content: bytes = PNG,
    name: str = "shot.png",
    path: str = "/evidence",
) -> httpx.Response:
    headers = suite.headers(who) | ({"If-Match": fields.pop("version")} if "version" in fields else {})
    return await suite.http.post(API + path, data=fields, files={"file": (name, content)}, headers=headers)


async def started(suite: Suite) -> dict[str, Any]:
    test = await suite.draft(ROSA, ROSA, BELA)
    return await suite.act(ROSA, test, "start")


def kept(suite: Suite) -> list[str]:
    return sorted(path.name for path in suite.objects.rglob("*") if path.is_file())


async def test_what_is_sent_comes_back_as_it_was(suite: Suite) -> None:
    test = await started(suite)
    form = {"test_id": test["id"], "side": "red", "caption": "Seen"}
    answer = await upload(suite, ROSA, form, name="../../C:\\tmp\\shot.png")
    assert answer.status_code == 201, answer.text
    piece = answer.json()
    assert answer.headers["Location"] == f"{API}/evidence/{piece['id']}"
    assert answer.headers["Aegis-Event"].startswith("aegis.testing.tests/")
    assert (piece["name"], piece["media_type"], piece["size"]) == ("shot.png", "image/png", len(PNG))
    assert piece["sha256"] == hashlib.sha256(PNG).hexdigest()
    assert kept(suite) == [piece["sha256"]]

    download = await suite.send(BELA, "GET", f"/evidence/{piece['id']}/download")
    assert download.content == PNG
    assert download.headers["Content-Disposition"] == "attachment; filename=\"shot.png\"; filename*=UTF-8''shot.png"
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    assert download.headers["Content-Length"] == str(len(PNG))
    assert "sandbox" in download.headers["Content-Security-Policy"]
    seen = await suite.get(VERA, f"/tests/{test['id']}")
    assert [one["id"] for one in seen["evidence"]] == [piece["id"]]
    listed = await suite.get(VERA, f"/evidence?test_id={test['number']}&side=red&count=true")
    assert ([one["caption"] for one in listed["items"]], listed["total"]) == (["Seen"], 1)
    assert (await suite.get(VERA, f"/evidence/{piece['id']}")) == listed["items"][0]
    assert (await suite.get(VERA, "/evidence?side=blue"))["items"] == []


async def test_a_download_is_told_to_the_audit_trail(suite: Suite) -> None:
    test = await started(suite)
    piece = (await upload(suite, ROSA, {"test_id": test["id"], "side": "red"})).json()
    await suite.send(VERA, "GET", f"/evidence/{piece['id']}/download")
    async with suite.database.raw() as connection:
        told = await connection.fetchval(
            "select value from outbox where topic = 'aegis.audit.entries' order by id desc limit 1"
        )
    assert b'"action":"evidence.download"' in told
    assert piece["id"].encode() in told


@pytest.mark.parametrize(
    "name, shown", [("bericht ä.txt", "bericht%20%C3%A4.txt"), ('a"b\r\nSet-Cookie: x.txt', "a_bSet-Cookie_%20x.txt")]
)
async def test_a_name_cannot_break_out_of_its_header(suite: Suite, name: str, shown: str) -> None:
    test = await started(suite)
    piece = (await upload(suite, ROSA, {"test_id": test["id"], "side": "red"}, b"words", name)).json()
    assert piece["media_type"] == "text/plain"
    download = await suite.send(VERA, "GET", f"/evidence/{piece['id']}/download")
    assert download.headers["Content-Disposition"].endswith(f"filename*=UTF-8''{shown}")


async def test_html_is_served_as_text(suite: Suite) -> None:
    test = await started(suite)
    page = b"<html><script>alert(1)</script></html>"
    piece = (await upload(suite, ROSA, {"test_id": test["id"], "side": "red"}, page, "x.html")).json()
    download = await suite.send(VERA, "GET", f"/evidence/{piece['id']}/download")
    assert download.headers["Content-Type"].startswith("text/plain")


async def test_the_same_bytes_lie_there_once(suite: Suite) -> None:
    test = await started(suite)
    for side, who in (("red", ROSA), ("blue", BELA)):
        assert (await upload(suite, who, {"test_id": test["id"], "side": side})).status_code == 201
    assert len(kept(suite)) == 1


async def test_uploads_at_the_same_time_all_arrive(suite: Suite) -> None:
    test = await started(suite)
    answers = await asyncio.gather(
        *(
            upload(suite, who, {"test_id": test["id"], "side": side}, os.urandom(2_000), f"{number}.bin")
            for number in range(4)
            for side, who in (("red", ROSA), ("blue", BELA))
        )
    )
    assert [answer.status_code for answer in answers] == [201] * 8
    assert len((await suite.get(VERA, f"/tests/{test['id']}"))["evidence"]) == 8


@pytest.mark.parametrize(
    "fields, code",
    [
        ({"side": "red"}, "missing"),
        ({"side": "green"}, "invalid"),
        ({"side": "red", "surprise": "x"}, "unknown_field"),
        ({"test_id": "nonsense!", "side": "red"}, "invalid"),
    ],
)
async def test_a_form_that_does_not_fit(suite: Suite, fields: dict[str, str], code: str) -> None:
    test = await started(suite)
    form = {"test_id": test["id"], **fields} if "surprise" in fields or fields.get("side") == "green" else fields
    answer = await upload(suite, ROSA, form)
    assert (answer.status_code, [fault["code"] for fault in answer.json()["errors"]]) == (422, [code])
    assert kept(suite) == []


async def test_what_is_too_large_or_empty_or_no_form_is_not_kept(suite: Suite) -> None:
    test = await started(suite)
    form = {"test_id": test["id"], "side": "red"}
    assert (await upload(suite, ROSA, dict(form), b"x" * 100_001)).status_code == 413
    assert (await upload(suite, ROSA, dict(form), b"")).status_code == 422
    headers = suite.headers(ROSA)
    assert (await suite.http.post(f"{API}/evidence", data=form, headers=headers)).status_code in {400, 422}
    headers |= {"Content-Type": "multipart/form-data; boundary=x"}
    assert (await suite.http.post(f"{API}/evidence", content=b"--x\r\nbroken", headers=headers)).status_code == 400
    assert kept(suite) == []
    assert (await suite.get(VERA, f"/tests/{test['id']}"))["evidence"] == []


async def test_who_may_not_attach_leaves_no_bytes(suite: Suite) -> None:
    test = await started(suite)
    for who, side, status in (
        (VERA, "red", 403),
        (ADA, "red", 403),
        (BELA, "red", 403),
        (ROSA, "blue", 403),
        (BRIT, "blue", 403),
    ):
        assert (await upload(suite, who, {"test_id": test["id"], "side": side})).status_code == status
    draft = await suite.draft(ROSA, ROSA)
    refused = await upload(suite, ROSA, {"test_id": draft["id"], "side": "red"})
    assert (refused.status_code, refused.json()["code"]) == (409, "rule_broken")
    assert (await upload(suite, ROSA, {"test_id": str(uuid4()), "side": "red"})).status_code == 404
    assert kept(suite) == []


async def test_an_upload_that_breaks_off_leaves_nothing(suite: Suite) -> None:
    test = await started(suite)
    begun = (
        b'--x\r\nContent-Disposition: form-data; name="test_id"\r\n\r\n' + test["id"].encode() + b"\r\n"
        b'--x\r\nContent-Disposition: form-data; name="side"\r\n\r\nred\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n' + b"x" * 50_000
    )
    messages = [
        {"type": "http.request", "body": begun, "more_body": True},
        {"type": "http.disconnect"},
    ]
    headers = {**suite.headers(ROSA), "Content-Type": "multipart/form-data; boundary=x"}
    scope = {
        "type": "http",
        "method": "POST",
        "path": f"{API}/evidence",
        "raw_path": f"{API}/evidence".encode(),
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("aegis.test", 80),
        "scheme": "http",
        "http_version": "1.1",
        "root_path": "",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
    }
    sent: list[Any] = []

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message)

    before = set(Path(tempfile.gettempdir()).iterdir())
    await suite.http._transport.app(scope, receive, send)
    assert sent[0]["status"] == 400
    assert kept(suite) == []
    assert set(Path(tempfile.gettempdir()).iterdir()) <= before
    assert (await suite.get(VERA, f"/tests/{test['id']}"))["evidence"] == []


async def test_its_uploader_replaces_it_before_the_submit(suite: Suite) -> None:
    test = await started(suite)
    piece = (await upload(suite, ROSA, {"test_id": test["id"], "side": "red"})).json()
    path = f"/evidence/{piece['id']}/replace"
    assert (await upload(suite, ROSA, {}, b"second", path=path)).status_code == 428
    assert (await upload(suite, ROSA, {"version": '"9"'}, b"second", path=path)).status_code == 412
    by_lead = await upload(suite, RUTH, {"version": '"1"'}, b"second", path=path)
    assert [fault["code"] for fault in by_lead.json()["errors"]] == ["not_the_uploader"]
    answer = await upload(suite, ROSA, {"version": '"1"'}, b"second", "second.txt", path=path)
    assert answer.status_code == 200, answer.text
    assert (answer.json()["name"], answer.json()["version"]) == ("second.txt", 2)
    download = await suite.send(VERA, "GET", f"/evidence/{piece['id']}/download")
    assert download.content == b"second"
    caption = await suite.send(ROSA, "PATCH", f"/evidence/{piece['id']}", {"caption": "The second"}, version=2)
    assert (caption.json()["caption"], caption.headers["ETag"]) == ("The second", '"3"')


async def test_a_lead_withdraws_it_and_it_stays_on_record(suite: Suite) -> None:
    test = await started(suite)
    piece = (await upload(suite, ROSA, {"test_id": test["id"], "side": "red"})).json()
    path = f"/evidence/{piece['id']}/withdraw"
    assert (await suite.send(ROSA, "POST", path, {"reason": "oops"}, version=1)).status_code == 403
    assert (await suite.send(BERT, "POST", path, {}, version=1)).status_code == 422
    answer = await suite.send(BERT, "POST", path, {"reason": "holds a password"}, version=1)
    assert (answer.json()["withdrawn_by"]["name"], answer.json()["withdrawn_reason"]) == ("Bert", "holds a password")
    refused = await suite.send(BELA, "GET", f"/evidence/{piece['id']}/download")
    assert (refused.status_code, refused.json()["code"]) == (409, "withdrawn")
    assert len(kept(suite)) == 1
    assert (await suite.get(VERA, "/evidence?withdrawn=true"))["items"][0]["id"] == piece["id"]
    assert (await suite.get(VERA, "/evidence?withdrawn=false"))["items"] == []
    assert (await suite.send(BERT, "POST", path, {"reason": "again"}, version=2)).status_code == 409


async def test_verify_finds_bytes_that_changed_or_went(suite: Suite) -> None:
    test = await started(suite)
    piece = (await upload(suite, ROSA, {"test_id": test["id"], "side": "red"})).json()

    async def verified() -> Any:
        return (await suite.send(VERA, "POST", f"/evidence/{piece['id']}/verify")).json()

    assert (await verified())["intact"] is True
    [file] = [path for path in suite.objects.rglob("*") if path.is_file()]
    file.write_bytes(PNG + b"!")
    assert ((await verified())["intact"], (await verified())["found_size"]) == (False, len(PNG) + 1)
    file.unlink()
    assert ((await verified())["intact"], (await verified())["found_sha256"]) == (False, None)
    gone = await suite.send(VERA, "GET", f"/evidence/{piece['id']}/download")
    assert (gone.status_code, gone.json()["code"]) == (404, "bytes_missing")
