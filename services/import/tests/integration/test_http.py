"""The import's resources over HTTP."""

import asyncio
import json
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from import_support.container import settings_on
from import_support.stix import small, technique

from aegis_chassis.database.pool import Database
from aegis_chassis.process.service import Service, Shared
from aegis_chassis.process.worker import run_loops
from aegis_chassis.web.public_routes import routes_without_a_caller
from aegis_contracts.catalog_runs import CATALOG_RUNS, AppliedRun
from aegis_import.bootstrap.service import service
from aegis_kernel.clock import SystemClock
from aegis_kernel.rights import Role
from aegis_testkit.http import serving
from aegis_testkit.identity import IdentityForTests
from aegis_testkit.memory_bus import MemoryBus

API = "/api/v1"
BUNDLE = json.dumps(small(technique(1), technique(2))).encode()
ENDED = {"published", "applied", "failed", "cancelled", "held", "previewed"}


class Client:
    """Speaks for somebody."""

    def __init__(self, http: httpx.AsyncClient, identity: IdentityForTests, made: Service) -> None:
        self.http = http
        self.identity = identity
        self.service = made

    async def send(self, method: str, path: str, role: Role = Role.ADMIN, **how: Any) -> httpx.Response:
        headers = self.identity.headers(role) | how.pop("headers", {})
        return await self.http.request(method, API + path, headers=headers, **how)

    async def get(self, path: str, **how: Any) -> Any:
        answer = await self.send("GET", path, **how)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def post(self, path: str, body: Any = None, **how: Any) -> httpx.Response:
        return await self.send("POST", path, json={} if body is None else body, **how)

    async def upload(self, content: bytes, source: str = "attack-enterprise", **how: Any) -> httpx.Response:
        files = {"file": ("bundle.json", content, "application/json")}
        return await self.send("POST", f"/data-sources/{source}/upload", files=files, **how)

    async def follow(self, answer: httpx.Response) -> Any:
        """The run of a 202, when its work is over."""
        assert answer.status_code == 202, answer.text
        async with asyncio.timeout(20):
            path = answer.headers["Location"].removeprefix(API)
            while (run := await self.get(path))["state"] not in ENDED:  # noqa: ASYNC110  # looks from outside
                await asyncio.sleep(0.02)
        return run


@asynccontextmanager
async def running(database: Database, folder: Path, *, loops: bool = True, **settings: Any) -> AsyncIterator[Client]:
    identity = IdentityForTests()
    shared = Shared(bus=MemoryBus(), clock=SystemClock(), processes=_Threads(), identity=identity)
    made = service(settings_on(database.dsn, folder, **settings), shared)
    await shared.bus.ensure(made.topics)
    await shared.bus.ensure([CATALOG_RUNS.spec])
    working = asyncio.create_task(run_loops({"import_queue": made.worker.loops["import_queue"]} if loops else {}))
    try:
        async with serving(made.api(), raise_errors=False) as http:
            yield Client(http, identity, made)
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        await made.container.close()


def _Threads() -> Any:  # noqa: N802  # stands for the pool of processes
    from concurrent.futures import ThreadPoolExecutor

    return ThreadPoolExecutor(1)


@pytest_asyncio.fixture(loop_scope="session")
async def client(database: Database, tmp_path: Path) -> AsyncIterator[Client]:
    async with running(database, tmp_path) as made:
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def idle(database: Database, tmp_path: Path) -> AsyncIterator[Client]:
    """Without a worker: runs stay queued."""
    async with running(database, tmp_path, loops=False) as made:
        yield made


def test_the_import_answers_what_it_owns_and_nothing_without_a_caller(idle: Client) -> None:
    app = idle.service.api()
    paths = {route.path for route in app.routes if route.path.startswith(f"{API}/")}
    segments = {path.removeprefix(f"{API}/").split("/")[0] for path in paths}
    assert segments - {"openapi"} == idle.service.owns
    assert routes_without_a_caller(app) == {"import.openapi", "health.live", "health.ready", "health.metrics"}


# Data sources.


async def test_the_sources_of_attack_are_listed_and_found_by_name_and_id(client: Client) -> None:
    page = await client.get("/data-sources?count=true")
    assert [one["name"] for one in page["items"]] == ["attack-enterprise", "attack-ics", "attack-mobile"]
    assert (page["total"], page["next_cursor"]) == (3, None)
    by_name = await client.get("/data-sources/attack-mobile")
    assert by_name == await client.get(f"/data-sources/{by_name['id']}")
    assert (by_name["upstream"], by_name["domain"], by_name["enabled"]) == ("mitre-attack", "mobile", True)
    assert (await client.send("GET", "/data-sources/nothing")).status_code == 404


async def test_the_list_is_filtered_sorted_and_paged(client: Client) -> None:
    assert len((await client.get("/data-sources?domain=ics&domain=mobile"))["items"]) == 2
    assert len((await client.get("/data-sources?q=enter&enabled=true"))["items"]) == 1
    first = await client.get("/data-sources?limit=2&sort=-name")
    second = await client.get(f"/data-sources?limit=2&sort=-name&cursor={first['next_cursor']}")
    names = [one["name"] for one in (*first["items"], *second["items"])]
    assert names == ["attack-mobile", "attack-ics", "attack-enterprise"]
    for path, status in (
        (f"/data-sources?limit=2&cursor={first['next_cursor']}", 400),
        ("/data-sources?colour=red", 422),
        ("/data-sources?sort=colour", 422),
        ("/data-sources?domain=moon", 422),
        ("/data-sources?limit=501", 422),
    ):
        assert (await client.send("GET", path)).status_code == status, path


async def test_a_source_is_made_and_edited(client: Client) -> None:
    answer = await client.post("/data-sources", {"name": "mine", "upstream": "mitre-attack", "domain": "ics"})
    assert answer.status_code == 201
    assert answer.headers["ETag"] == '"1"'
    path = answer.headers["Location"].removeprefix(API)
    assert (await client.send("PATCH", path, json={"priority": 3})).status_code == 428
    edited = await client.send(
        "PATCH", path, json={"priority": 3, "url": "https://x.example/"}, headers={"If-Match": '"1"'}
    )
    assert (edited.status_code, edited.json()["priority"], edited.headers["ETag"]) == (200, 3, '"2"')
    emptied = await client.send("PATCH", path, json={"url": None}, headers={"If-Match": '"2"'})
    assert (emptied.json()["url"], emptied.json()["priority"]) == (None, 3)
    stale = await client.send("PATCH", path, json={"priority": 4}, headers={"If-Match": '"2"'})
    assert (stale.status_code, stale.headers["ETag"]) == (412, '"3"')
    off = await client.post(f"{path}/disable", headers={"If-Match": '"3"'})
    assert off.json()["enabled"] is False
    assert (await client.post(f"{path}/enable", headers={"If-Match": '"4"'})).json()["enabled"] is True


@pytest.mark.parametrize(
    "body, status, code",
    [
        ({"name": "attack-ics", "upstream": "mitre-attack"}, 409, "name_taken"),
        ({"name": "X Y", "upstream": "mitre-attack"}, 422, "invalid_source"),
        ({"name": "mine", "upstream": "nobody"}, 422, "unknown_upstream"),
        ({"name": "mine", "upstream": "mitre-attack", "url": "file:///etc/passwd"}, 422, "invalid_source"),
        ({"name": "mine", "upstream": "mitre-attack", "colour": "red"}, 422, "invalid"),
        ({"name": "mine"}, 422, "invalid"),
    ],
)
async def test_a_source_that_is_not_acceptable_is_refused(
    client: Client, body: dict[str, Any], status: int, code: str
) -> None:
    answer = await client.post("/data-sources", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"


async def test_stats_tell_what_a_source_has_given(client: Client) -> None:
    await client.follow(await client.upload(BUNDLE))
    stats = await client.get("/data-sources/attack-enterprise/stats")
    assert stats["active"] == {"tactic": 1, "technique": 2}
    assert stats["runs"] == {"published": 1}


# Reads.


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


# Runs.


async def test_runs_are_listed_newest_first_and_filtered(idle: Client) -> None:
    for source in ("attack-ics", "attack-mobile", "attack-ics"):
        await idle.post(f"/data-sources/{source}/sync")
    runs = (await idle.get("/import-runs"))["items"]
    assert [run["source_name"] for run in runs] == ["attack-ics", "attack-mobile", "attack-ics"]
    assert [run["requested_at"] for run in runs] == sorted((run["requested_at"] for run in runs), reverse=True)
    assert len((await idle.get("/import-runs?source=attack-mobile&state=queued&state=failed"))["items"]) == 1
    assert (await idle.get("/import-runs?dry_run=true"))["items"] == []
    assert (await idle.send("GET", "/import-runs?state=lost")).status_code == 422


async def test_a_run_is_cancelled_against_the_version_seen(idle: Client) -> None:
    answer = await idle.post("/data-sources/attack-ics/sync")
    path = f"/import-runs/{answer.json()['id']}"
    assert (await idle.post(f"{path}/cancel")).status_code == 428
    assert (await idle.post(f"{path}/cancel", headers={"If-Match": '"7"'})).status_code == 412
    cancelled = await idle.post(f"{path}/cancel", headers={"If-Match": '"1"'})
    assert (cancelled.status_code, cancelled.json()["state"], cancelled.headers["ETag"]) == (200, "cancelled", '"2"')
    again = await idle.post(f"{path}/cancel", headers={"If-Match": '"2"'})
    assert (again.status_code, again.json()["code"]) == (409, "run_is_cancelled")


async def test_a_held_run_is_approved(client: Client) -> None:
    ten = [technique(number) for number in range(1, 11)]
    await client.follow(await client.upload(json.dumps(small(*ten)).encode()))
    held = await client.follow(await client.upload(json.dumps(small(*ten[5:])).encode()))
    assert (held["state"], len(held["samples"]["withdrawn"])) == ("held", 5)
    refused = await client.post("/data-sources/attack-enterprise/sync")
    assert (refused.status_code, refused.json()["code"]) == (409, "run_held")
    path = f"/import-runs/{held['id']}"
    approved = await client.post(f"{path}/approve", headers={"If-Match": f'"{held["version"]}"'})
    assert approved.json()["state"] == "publishing"
    async with asyncio.timeout(20):
        while (run := await client.get(path))["state"] == "publishing":  # noqa: ASYNC110  # looks from outside
            await asyncio.sleep(0.02)
    assert (run["state"], run["counts"]["technique"]["withdrawn"]) == ("published", 5)


async def test_a_run_is_followed_as_it_goes_on(client: Client) -> None:
    """The stream is read from its handler: the client of a test takes whole answers only."""
    from aegis_chassis.web.streams import Streams
    from aegis_import.application.queries.runs import RunsReader
    from aegis_import.entrypoints.http.run_stream import _frames

    container = client.service.container
    runs, streams = await container.get(RunsReader), await container.get(Streams)
    answer = await client.upload(BUNDLE, params={"dry_run": "true"})
    frames = [frame async for frame in _frames(__import__("uuid").UUID(answer.json()["id"]), runs, streams)]
    states = [json.loads(frame.split(b"data: ")[1])["state"] for frame in frames if b"data: " in frame]
    assert states[-1] == "previewed"
    assert states == sorted(states, key=["queued", "reading", "previewed"].index)
    assert frames[-1].startswith(b"id: 3\nevent: run\ndata: {")


async def test_a_run_becomes_applied_when_the_catalogue_says_so(client: Client) -> None:
    run = await client.follow(await client.upload(BUNDLE))
    from aegis_chassis.database.unit_of_work import SqlUnitOfWork
    from aegis_import.application.reactions.catalog_runs import ApplyRuns

    async with client.service.container() as scope:
        unit = await scope.get(SqlUnitOfWork)
        react = await scope.get(ApplyRuns)
        async with unit:
            fact = unit.publish(
                CATALOG_RUNS,
                key=run["id"],
                version=1,
                type_="ContentApplied",
                state=AppliedRun(run_id=run["id"], source_id=run["source_id"]),
            )
            await react([fact])
            await unit.commit()
    assert (await client.get(f"/import-runs/{run['id']}"))["state"] == "applied"


# Rights: the permission matrix, cell by cell.


CELLS = [
    ("GET", "/data-sources", None, "sources.read"),
    ("GET", "/data-sources/attack-ics", None, "sources.read"),
    ("GET", "/data-sources/attack-ics/stats", None, "sources.read"),
    ("POST", "/data-sources", {"name": "mine", "upstream": "nobody"}, "sources.manage"),
    ("PATCH", "/data-sources/attack-ics", {}, "sources.manage"),
    ("POST", "/data-sources/attack-ics/enable", {}, "sources.manage"),
    ("POST", "/data-sources/attack-ics/disable", {}, "sources.manage"),
    ("POST", "/data-sources/attack-ics/sync", {"url": "x"}, "sources.manage"),
    ("POST", "/data-sources/attack-ics/preview", {"url": "x"}, "sources.manage"),
    ("POST", "/data-sources/attack-ics/upload", {}, "sources.manage"),
    ("GET", "/import-runs", None, "sources.read"),
    ("GET", "/import-runs/{run}", None, "sources.read"),
    ("GET", "/import-runs/{run}/problems", None, "sources.read"),
    ("GET", "/import-runs/{run}/stream", None, "sources.read"),
    ("POST", "/import-runs/{run}/cancel", {}, "sources.manage"),
    ("POST", "/import-runs/{run}/approve", {}, "sources.manage"),
    ("POST", "/import-runs/{run}/discard", {}, "sources.manage"),
]


async def test_the_permission_matrix_holds_for_every_endpoint(idle: Client) -> None:
    from aegis_kernel.rights import POLICY, Action

    run = "00000000-0000-0000-0000-000000000000"
    told: dict[str, str] = {}
    for role in Role:
        for method, path, body, action in CELLS:
            how = {} if body is None else {"json": body, "headers": {"If-Match": '"99"'}}
            answer = await idle.send(method, path.format(run=run), role, **how)
            allowed = role in POLICY[Action(action)]
            if (answer.status_code == 403) == allowed:
                told[f"{role} {method} {path}"] = f"{answer.status_code}, allowed {allowed}"
    assert told == {}


async def test_every_endpoint_is_in_the_matrix_and_refuses_strangers(idle: Client) -> None:
    app = idle.service.api()
    served = {
        (method, route.path)
        for route in app.routes
        for method in getattr(route, "methods", ())
        if route.path.startswith(API) and method not in {"OPTIONS", "HEAD"} and "openapi" not in route.path
    }
    tested = {(method, API + path.replace("attack-ics", "{}").replace("{run}", "{}")) for method, path, _, _ in CELLS}
    import re

    assert {(method, re.sub(r"\{[^}]*\}", "{}", path)) for method, path in served} == tested
    for method, path, _, _ in CELLS:
        answer = await idle.http.request(method, API + path.format(run="00000000-0000-0000-0000-000000000000"))
        assert answer.status_code == 401, (method, path)
