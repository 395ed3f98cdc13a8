"""Evidence beside the upload itself: malware, redacted copies, previews, hashes."""

import csv
import hashlib
import io
from typing import Any

import httpx
import pytest
import pyzipper  # type: ignore[import-untyped]  # it ships no types
from testing_support.people import BELA, BERT, ROSA, RUTH, VERA
from testing_support.service import API, Suite

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
SAMPLE = b"X5O!P%@AP[4 hostile words " * 3_000


async def upload(
    suite: Suite,
    who: Any,
    path: str,
    content: bytes = PNG,
    name: str = "a.png",
    version: int | None = None,
    **fields: str,
) -> httpx.Response:
    headers = suite.headers(who) | ({"If-Match": f'"{version}"'} if version else {})
    return await suite.http.post(API + path, data=fields, files={"file": (name, content)}, headers=headers)


async def attached(suite: Suite, test: Any, content: bytes = PNG, name: str = "a.png", **fields: str) -> Any:
    answer = await upload(suite, ROSA, "/evidence", content, name, test_id=test["id"], side="red", **fields)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def started(suite: Suite) -> Any:
    test = await suite.draft(ROSA, ROSA, BELA)
    return await suite.act(ROSA, test, "start")


def kept(suite: Suite) -> list[bytes]:
    return [path.read_bytes() for path in suite.objects.rglob("*") if path.is_file()]


async def test_malware_lies_in_an_encrypted_zip_only_and_is_never_shown(suite: Suite) -> None:
    test = await started(suite)
    piece = await attached(suite, test, SAMPLE, "evil.exe", malware="true")
    assert (piece["name"], piece["media_type"], piece["malware"]) == ("evil.exe.zip", "application/zip", True)
    sample = {"name": "evil.exe", "size": len(SAMPLE), "sha256": hashlib.sha256(SAMPLE).hexdigest()}
    assert piece["sample"] == {**sample, "password": "infected"}
    [zipped] = kept(suite)
    assert b"hostile words" not in zipped
    assert hashlib.sha256(zipped).hexdigest() == piece["sha256"]
    download = await suite.send(BELA, "GET", f"/evidence/{piece['id']}/download")
    with pyzipper.AESZipFile(io.BytesIO(download.content)) as archive:
        assert archive.infolist()[0].flag_bits & 1
        archive.setpassword(b"wrong")
        with pytest.raises(RuntimeError, match="password"):
            archive.read("evil.exe")
        archive.setpassword(b"infected")
        assert archive.read("evil.exe") == SAMPLE
    refused = await suite.send(VERA, "GET", f"/evidence/{piece['id']}/preview")
    assert (refused.status_code, refused.json()["code"]) == (409, "malware")
    listed = (await suite.get(VERA, "/evidence"))["items"]
    assert listed == [await suite.get(VERA, f"/evidence/{piece['id']}")]
    assert (await upload(suite, RUTH, f"/evidence/{piece['id']}/redacted")).status_code == 409


async def test_a_file_is_replaced_by_itself_as_malware_when_somebody_notices(suite: Suite) -> None:
    test = await started(suite)
    piece = await attached(suite, test, SAMPLE, "evil.exe")
    assert piece["malware"] is False
    answer = await upload(
        suite, ROSA, f"/evidence/{piece['id']}/replace", SAMPLE, "evil.exe", version=1, malware="true"
    )
    assert (answer.status_code, answer.json()["malware"]) == (200, True)
    wrong = await upload(suite, ROSA, f"/evidence/{piece['id']}/replace", SAMPLE, version=2, malware="perhaps")
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (422, "/malware")


async def test_a_redacted_copy_stands_beside_the_original(suite: Suite) -> None:
    test = await started(suite)
    piece = await attached(suite, test)
    path = f"/evidence/{piece['id']}/redacted"
    assert (await upload(suite, BELA, path, b"no")).status_code == 403
    unknown = await upload(suite, ROSA, path, b"with a bar", caption="x", side="red")
    assert [fault["code"] for fault in unknown.json()["errors"]] == ["unknown_field"]
    answer = await upload(suite, ROSA, path, b"with a bar", "a-redacted.txt", caption="Names are out")
    assert answer.status_code == 201, answer.text
    copy = answer.json()
    assert (copy["redacts"], copy["side"], copy["caption"]) == (piece["id"], "red", "Names are out")
    seen = {one["id"]: one for one in (await suite.get(VERA, f"/tests/{test['id']}"))["evidence"]}
    assert (seen[piece["id"]]["redacted_by"], seen[copy["id"]]["redacted_by"]) == (copy["id"], None)
    listed = {one["id"]: one for one in (await suite.get(VERA, "/evidence"))["items"]}
    assert listed == seen
    for path_, code in ((path, "has_redacted_copy"), (f"/evidence/{copy['id']}/redacted", "is_redacted")):
        refused = await upload(suite, ROSA, path_, b"again")
        assert [fault["code"] for fault in refused.json()["errors"]] == [code]
    refused = await upload(suite, ROSA, f"/evidence/{piece['id']}/replace", b"other", version=1)
    assert [fault["code"] for fault in refused.json()["errors"]] == ["has_redacted_copy"]
    answer = await suite.send(BERT, "POST", f"/evidence/{copy['id']}/withdraw", {"reason": "too little"}, version=1)
    assert answer.status_code == 200
    assert (await suite.get(VERA, f"/evidence/{piece['id']}"))["redacted_by"] is None
    assert (await upload(suite, RUTH, path, b"better")).status_code == 201


async def test_previews_are_inert(suite: Suite) -> None:
    test = await started(suite)
    picture = await attached(suite, test)
    shown = await suite.send(VERA, "GET", f"/evidence/{picture['id']}/preview")
    assert (shown.content, shown.headers["Content-Type"]) == (PNG, "image/png")
    page = await attached(suite, test, b"<script>alert(1)</script>\x1b[2J" + b"x" * 70_000, "a.html")
    shown = await suite.send(VERA, "GET", f"/evidence/{page['id']}/preview")
    assert shown.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert (shown.headers["Aegis-Whole"], len(shown.content)) == ("false", 64 * 1024 - 1)
    assert shown.content.startswith(b"<script>alert(1)</script>[2J")
    assert "sandbox" in shown.headers["Content-Security-Policy"]
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    other = await attached(suite, test, b"%PDF-1.7 ...", "a.pdf")
    refused = await suite.send(VERA, "GET", f"/evidence/{other['id']}/preview")
    assert (refused.status_code, refused.json()["code"]) == (409, "no_preview")


async def test_all_of_a_test_is_verified_and_what_changed_is_named(suite: Suite) -> None:
    test, other = await started(suite), await started(suite)
    pieces = [await attached(suite, test, f"words {number}".encode(), f"{number}.txt") for number in range(3)]
    await attached(suite, other)
    path = f"/evidence/verify?test_id={test['number']}"
    checked = (await suite.send(VERA, "POST", path)).json()
    assert [(one["id"], one["intact"]) for one in checked["items"]] == [(piece["id"], True) for piece in pieces]
    [damaged] = list(suite.objects.rglob(pieces[1]["sha256"]))
    damaged.write_bytes(b"other words")
    first = (await suite.send(VERA, "POST", f"{path}&limit=2")).json()
    assert [one["intact"] for one in first["items"]] == [True, False]
    rest = (await suite.send(VERA, "POST", f"{path}&limit=2&cursor={first['next_cursor']}")).json()
    assert ([one["intact"] for one in rest["items"]], rest["next_cursor"]) == ([True], None)
    assert len((await suite.send(VERA, "POST", "/evidence/verify")).json()["items"]) == 4


async def test_the_list_of_hashes_is_a_file_that_runs_nothing(suite: Suite) -> None:
    test = await started(suite)
    piece = await attached(suite, test, PNG, "=cmd|' calc'!A1.png")
    as_csv = await suite.send(VERA, "GET", "/evidence/hashes?format=csv")
    [line] = list(csv.DictReader(io.StringIO(as_csv.text)))
    assert (line["sha256"], line["evidence_id"]) == (piece["sha256"], piece["id"])
    assert line["name"].startswith("'=cmd")
    assert as_csv.headers["Content-Disposition"].startswith('attachment; filename="evidence-hashes.csv"')
    as_json = (await suite.send(VERA, "GET", f"/evidence/hashes?test_id={test['id']}")).json()
    assert [one["sha256"] for one in as_json["items"]] == [piece["sha256"]]
    assert (await suite.send(VERA, "GET", "/evidence/hashes?side=blue")).json() == {"items": []}
