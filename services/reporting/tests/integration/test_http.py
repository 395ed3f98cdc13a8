"""Reporting over HTTP."""

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio
from layer_rules import faults
from reporting_facts import NOW, entry, matrix, named, purple_test, run, score, technique
from reporting_rig import Rig

from aegis_chassis.database.pool import Database
from aegis_chassis.web.openapi import openapi_document
from aegis_chassis.web.public_routes import routes_without_a_caller
from aegis_contracts.audit_entries import AUDIT_ENTRIES
from aegis_contracts.testing_tests import TESTING_TESTS
from aegis_kernel.rights import Role
from aegis_testkit.http import serving
from aegis_testkit.identity import IdentityForTests

API = "/api/v1"


@pytest.fixture
def identity(rig: Rig) -> IdentityForTests:
    return rig.identity


@pytest_asyncio.fixture
async def client(rig: Rig, identity: IdentityForTests) -> AsyncIterator[httpx.AsyncClient]:
    """A client that has signed in as a viewer."""
    async with serving(rig.service.api()) as http:
        http.headers.update(identity.headers(Role.VIEWER))
        yield http


@pytest.fixture
def auditor(identity: IdentityForTests) -> dict[str, str]:
    """The header of an auditor."""
    return identity.headers(Role.AUDITOR, name="Otto")


async def a_matrix(rig: Rig) -> None:
    await rig.hear(matrix(), technique("T1001"), technique("T1002", platforms=("Linux",)), score("T1001"))


async def audited(rig: Rig) -> list[dict[str, Any]]:
    """The audit entries that were written since the last call, as they wait in the outbox."""
    async with rig.database.raw() as connection:
        rows = await connection.fetch("delete from outbox where topic = $1 returning id, value", AUDIT_ENTRIES.name)
    return [json.loads(row["value"])["state"] for row in sorted(rows, key=lambda row: int(row["id"]))]


async def test_the_matrix_is_read_with_an_etag_and_not_sent_twice(rig: Rig, client: httpx.AsyncClient) -> None:
    await a_matrix(rig)
    first = await client.get(f"{API}/matrix", params={"domain": "enterprise"})
    assert first.status_code == 200
    body = first.json()
    assert [tactic["shortname"] for tactic in body["tactics"]] == ["execution", "persistence", "empty"]
    cell = body["tactics"][0]["techniques"][0]
    assert (cell["attack_id"], cell["status"], cell["score"], cell["tests"]) == ("T1001", "validated", 40.0, 1)
    assert body["as_of"] == "2026-11-24T12:00:00Z"
    etag = first.headers["ETag"]
    assert not etag.startswith("W/")
    again = await client.get(f"{API}/matrix", headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    await rig.hear(score("T1001", version=2, steady=41.0))
    changed = await client.get(f"{API}/matrix", headers={"If-None-Match": etag})
    assert changed.status_code == 200


async def test_filters_may_be_given_several_times(rig: Rig, client: httpx.AsyncClient) -> None:
    await a_matrix(rig)
    answer = await client.get(
        f"{API}/matrix?platform=linux&platform=windows&tactic=execution&status=not_evaluated&status=partial&scope=in"
    )
    assert [cell["attack_id"] for cell in answer.json()["tactics"][0]["techniques"]] == ["T1002"]


WRONGLY = {
    "domain=space": "/query/domain",
    "colour=red": "/query/colour",
    "status=green": "/query/status",
    "scope=some": "/query/scope",
    "platform=": "/query/platform",
    f"platform={'x' * 201}": "/query/platform",
    "&".join("tactic=x" for _ in range(101)): "/query/tactic",
}


async def test_what_is_asked_wrongly_is_refused_with_its_place(client: httpx.AsyncClient) -> None:
    for query, pointer in WRONGLY.items():
        answer = await client.get(f"{API}/matrix?{query}")
        assert answer.status_code == 422, answer.text
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["errors"][0]["pointer"].startswith(pointer)


async def test_a_layer_is_a_file_that_keeps_the_rules_and_is_audited(rig: Rig, client: httpx.AsyncClient) -> None:
    await a_matrix(rig)
    for kind in ("coverage", "score"):
        answer = await client.get(f"{API}/layers/{kind}", params={"domain": "enterprise"})
        assert answer.status_code == 200
        assert faults(answer.json()) == []
        assert answer.headers["Content-Disposition"] == (
            f'attachment; filename="aegis-{kind}-enterprise-2026-11-24.json"'
        )
        links = answer.json()["techniques"][0]["links"]
        assert links[0]["url"] == "http://aegis.test/api/v1/tests?technique=T1001"
        again = await client.get(f"{API}/layers/{kind}", headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
    told = await audited(rig)
    assert [(one["action"], one["object_type"], one["object_id"]) for one in told] == [
        ("layers.read", "layers", "coverage/enterprise"),
        ("layers.read", "layers", "score/enterprise"),
    ]


async def test_kinds_of_layers_are_listed_and_others_are_not_found(client: httpx.AsyncClient) -> None:
    listed = (await client.get(f"{API}/layers")).json()
    assert [item["kind"] for item in listed["items"]] == ["coverage", "score"]
    assert listed["next_cursor"] is None
    assert (await client.get(f"{API}/layers/freshness")).status_code == 404


async def test_a_read_waits_for_what_came_of_a_test(rig: Rig, client: httpx.AsyncClient) -> None:
    await a_matrix(rig)
    validated = purple_test("T1002", version=3)
    token = f"{TESTING_TESTS.name}/{validated.key}/3"

    async def later() -> None:
        await asyncio.sleep(0.1)
        await rig.hear(validated)
        await asyncio.sleep(0.1)
        await rig.hear(score("T1002", because=validated))

    coming = asyncio.create_task(later())
    answer = await client.get(f"{API}/matrix", headers={"Aegis-After": token})
    await coming
    assert "Aegis-Lag" not in answer.headers
    assert answer.json()["tactics"][0]["techniques"][1]["status"] == "validated"


async def test_a_read_that_waited_in_vain_says_so(rig: Rig, client: httpx.AsyncClient) -> None:
    await rig.hear(purple_test("T1001"))
    answer = await client.get(
        f"{API}/layers/score", headers={"Aegis-After": f"{TESTING_TESTS.name}/{named('test t')}/1"}
    )
    assert answer.status_code == 200
    assert answer.headers["Aegis-Lag"] == "true"


async def test_the_latest_changes_come_with_their_definition(rig: Rig, client: httpx.AsyncClient) -> None:
    await rig.hear(run("applied"))
    body = (await client.get(f"{API}/metrics/recent")).json()
    assert set(body["definition"]) == {"what", "formula", "good", "next"}
    assert body["items"] == [
        {
            "id": 1,
            "at": "2026-11-24T12:00:30Z",
            "kind": "import",
            "technique": None,
            "actor": None,
            "details": {
                "kind": "import",
                "run_id": str(named("run")),
                "source": "attack-enterprise",
                "state": "applied",
                "release": "19.1",
            },
        }
    ]


async def test_the_trail_is_listed_page_by_page(rig: Rig, client: httpx.AsyncClient, auditor: dict[str, str]) -> None:
    await rig.hear(*(entry(number, object_id=f"t-{number % 2}", changed={"a": [1, 2]}) for number in range(1, 6)))
    page = (await client.get(f"{API}/audit-events?limit=2&object=t-1&count=true", headers=auditor)).json()
    assert ([item["sequence"] for item in page["items"]], page["total"]) == ([5, 3], 3)
    assert page["items"][0]["changed"] == {"a": [1, 2]}
    assert page["items"][0]["actor"]["name"] == "Ada"
    rest = (
        await client.get(
            f"{API}/audit-events?limit=2&object=t-1&count=true&cursor={page['next_cursor']}", headers=auditor
        )
    ).json()
    assert ([item["sequence"] for item in rest["items"]], rest["next_cursor"]) == ([1], None)
    other = await client.get(f"{API}/audit-events?limit=2&cursor={page['next_cursor']}", headers=auditor)
    assert (other.status_code, other.json()["code"]) == (400, "bad_cursor")
    up = (await client.get(f"{API}/audit-events?sort=sequence", headers=auditor)).json()
    assert [item["sequence"] for item in up["items"]] == [1, 2, 3, 4, 5]


async def test_entries_are_found_by_time_and_times_have_a_zone(
    rig: Rig, client: httpx.AsyncClient, auditor: dict[str, str]
) -> None:
    await rig.hear(entry(1), entry(2, at=NOW.replace(hour=13)))
    found = await client.get(f"{API}/audit-events?from=2026-11-24T13:00:00Z&to=2026-11-24T14:00:00Z", headers=auditor)
    assert [item["id"] for item in found.json()["items"]] == ["entry-2"]
    unzoned = await client.get(f"{API}/audit-events?from=2026-11-24T13:00:00", headers=auditor)
    assert unzoned.status_code == 422, unzoned.text


async def test_the_chain_is_verified_over_http(rig: Rig, client: httpx.AsyncClient, auditor: dict[str, str]) -> None:
    await rig.hear(entry(1), entry(2))
    verified = (await client.get(f"{API}/audit-events/verify", headers=auditor)).json()
    assert (verified["intact"], verified["checked"], verified["first_broken"]) == (True, 2, None)
    head = (await client.get(f"{API}/audit-events/head", headers=auditor)).json()
    assert head["head"] == verified["head"]
    assert head["signed"] is None
    one = await client.get(f"{API}/audit-events/entry-2", headers=auditor)
    assert one.json()["hash"] == head["head"]["hash"]
    assert (await client.get(f"{API}/audit-events/entry-9", headers=auditor)).status_code == 404


@pytest.mark.parametrize("format_, media_type", [("jsonl", "application/jsonl"), ("csv", "text/csv; charset=utf-8")])
async def test_an_export_is_a_file_and_told_before_it_goes_out(
    rig: Rig, client: httpx.AsyncClient, auditor: dict[str, str], format_: str, media_type: str
) -> None:
    await rig.hear(entry(1), entry(2, reason="=1+1"))
    answer = await client.get(f"{API}/audit-events/export?format={format_}&object=t-1", headers=auditor)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"].endswith(f'.{format_}"')
    if format_ == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.text)))
        assert [row["reason"] for row in rows] == ["", "'=1+1"]
    else:
        assert [json.loads(line)["id"] for line in answer.text.splitlines()] == ["entry-1", "entry-2"]
    (told,) = await audited(rig)
    assert (told["action"], told["actor_name"], told["object_type"]) == ("audit_events.export", "Otto", "audit-events")


async def test_who_may_not_see_the_trail_is_refused_and_told_of(rig: Rig, client: httpx.AsyncClient) -> None:
    for path in ("", "/verify", "/head", "/export", "/entry-1"):
        assert (await client.get(f"{API}/audit-events{path}")).status_code == 403, path
    assert [one["outcome"] for one in await audited(rig)] == ["denied"] * 5


async def test_nobody_comes_in_without_signing_in(rig: Rig, client: httpx.AsyncClient) -> None:
    client.headers.pop("Authorization")
    for path in ("matrix", "matrix/stream", "layers", "layers/score", "metrics/recent", "audit-events"):
        assert (await client.get(f"{API}/{path}")).status_code == 401, path


async def test_guests_are_refused_everywhere(client: httpx.AsyncClient, identity: IdentityForTests) -> None:
    guest = identity.headers(Role.GUEST)
    for path in ("matrix", "matrix/stream", "layers", "layers/score", "metrics/recent", "audit-events"):
        assert (await client.get(f"{API}/{path}", headers=guest)).status_code == 403, path


async def test_a_token_needs_the_scope(rig: Rig, client: httpx.AsyncClient, identity: IdentityForTests) -> None:
    without = identity.headers(Role.ADMIN, token_id="t-1", scopes=("layers.read",))
    assert (await client.get(f"{API}/audit-events", headers=without)).status_code == 403
    assert (await client.get(f"{API}/matrix", headers=without)).status_code == 200


async def test_an_id_of_no_stream_is_refused(client: httpx.AsyncClient) -> None:
    answer = await client.get(f"{API}/matrix/stream", headers={"Last-Event-ID": "one"})
    assert (answer.status_code, answer.json()["code"]) == (422, "bad_event_id")


async def test_every_route_is_owned_named_and_closed(rig: Rig) -> None:
    app = rig.service.api()
    public = routes_without_a_caller(app)
    assert {name for name in public if not name.startswith(("health.", "reporting.", "metrics.tell"))} == set(), public
    paths = openapi_document(app)["paths"]
    assert {path.removeprefix(f"{API}/").split("/")[0] for path in paths if path.startswith(API)} == rig.service.owns


async def test_a_matrix_or_a_layer_is_one_query(rig: Rig, client: httpx.AsyncClient) -> None:
    await a_matrix(rig)
    database = await rig.get(Database)
    queries: list[str] = []

    def note(record: Any) -> None:
        queries.append(record.query)

    # All connections but one are held, so that the request has to take the one that is looked at.
    held = [await database.engine.raw_connection() for _ in range(database.size - 1)]
    async with database.raw() as connection:
        connection.add_query_logger(note)
    for path in ("matrix", "layers/score"):
        queries.clear()
        assert (await client.get(f"{API}/{path}")).status_code == 200
        await asyncio.sleep(0)
        assert len([query for query in queries if "technique" in query]) == 1, queries
    for one in held:
        one.close()
