"""The service as a whole: its routes, its document, its stream, its jobs."""

import asyncio
import os
import time
from typing import Any

from testing_support.people import ROSA, VERA
from testing_support.service import API, Suite

from aegis_chassis.web.public_routes import routes_without_a_caller
from aegis_testing.entrypoints.http.controllers import OWNS


async def test_nobody_comes_in_unknown_but_where_it_is_meant(suite: Suite) -> None:
    app = suite.service.api()
    assert routes_without_a_caller(app) == {
        "testing-workflow.openapi",
        "health.live",
        "health.ready",
        "health.metrics",
    }


async def test_its_document_holds_what_it_owns(suite: Suite) -> None:
    document = (await suite.http.get(f"{API}/openapi/testing-workflow.json")).json()
    assert {path.removeprefix(API).split("/")[1] for path in document["paths"] if "openapi" not in path} == OWNS
    operations = {
        operation["operationId"] for path in document["paths"].values() for operation in path.values() if operation
    }
    assert {"tests.draft", "tests.approve", "tests.claim", "evidence.attach", "evidence.download"} <= operations


async def test_it_is_ready_with_its_object_store(suite: Suite) -> None:
    assert (await suite.http.get("/health/ready")).status_code == 200


async def test_open_screens_are_told_of_changes(suite: Suite) -> None:
    frames: asyncio.Queue[bytes] = asyncio.Queue()
    gone = asyncio.Event()
    asked = False

    async def receive() -> Any:
        nonlocal asked
        if asked:
            await gone.wait()
            return {"type": "http.disconnect"}
        asked = True
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.body":
            await frames.put(message.get("body", b""))

    scope = {
        "type": "http",
        "method": "GET",
        "path": f"{API}/tests/stream",
        "raw_path": f"{API}/tests/stream".encode(),
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in suite.headers(VERA).items()],
        "client": ("127.0.0.1", 1),
        "server": ("aegis.test", 80),
        "scheme": "http",
        "http_version": "1.1",
        "root_path": "",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
    }
    streaming = asyncio.create_task(suite.http._transport.app(scope, receive, send))
    assert (await asyncio.wait_for(frames.get(), 5)).startswith(b": welcome")
    told = b""
    for _ in range(50):  # the listener may still be connecting
        test = await suite.draft(ROSA)
        try:
            while f'"id":"{test["id"]}"'.encode() not in told:
                told = await asyncio.wait_for(frames.get(), 0.5)
        except TimeoutError:
            continue
        break
    assert told.startswith(b"event: test\n")
    assert b'"version":1' in told
    gone.set()
    await asyncio.wait_for(streaming, 5)


async def test_the_sweep_takes_what_no_evidence_has(suite: Suite) -> None:
    test = await suite.draft(ROSA, ROSA)
    await suite.act(ROSA, test, "start")
    form = {"test_id": test["id"], "side": "red"}
    answer = await suite.http.post(
        f"{API}/evidence", data=form, files={"file": ("a.txt", b"kept")}, headers=suite.headers(ROSA)
    )
    [needed] = [path for path in suite.objects.rglob("*") if path.is_file()]
    names = ["a" * 64, "b" * 64]
    for name in names:
        path = suite.objects / "evidence" / name[:2] / name[2:4] / name
        path.parent.mkdir(parents=True)
        path.write_bytes(b"left over")
    long_ago = time.time() - 25 * 3600
    for path in (needed, suite.objects / "evidence" / "aa" / "aa" / names[0]):
        os.utime(path, (long_ago, long_ago))
    await suite.service.jobs["sweep-evidence"]()
    left = {path.name for path in suite.objects.rglob("*") if path.is_file()}
    assert left == {answer.json()["sha256"], names[1]}
