"""Every request is an operation: named, traced, counted, told in one line; denials reach the audit trail."""

import json
from typing import Any
from uuid import uuid4

import httpx
import structlog
from web_app import CONTROLLERS

from aegis_chassis.database.pool import Database
from aegis_chassis.web.application import create_app
from aegis_chassis.web.openapi import openapi_document
from aegis_kernel.errors import Away
from aegis_kernel.rights import Role
from aegis_testkit.http import serving
from aegis_testkit.identity import IdentityForTests
from aegis_testkit.memory_bus import MemoryBus
from aegis_testkit.toy.service import toy_container
from aegis_testkit.toy.things import AUDIT


async def audit_entries(database: Database) -> list[dict[str, Any]]:
    async with database.raw() as connection:
        rows = await connection.fetch("select value from outbox where topic = $1 order by id", AUDIT.name)
    return [json.loads(row["value"])["state"] for row in rows]


async def test_one_line_tells_of_a_request(client: httpx.AsyncClient) -> None:
    with structlog.testing.capture_logs() as lines:
        await client.post("/api/v1/things", json={"value": 1}, headers={"X-Request-Id": "r-1"})
    (line,) = [line for line in lines if line["event"] == "http.answered"]
    assert (line["status"], line["method"], line["path"], line["events"]) == (201, "POST", "/api/v1/things", 1)
    assert line["milliseconds"] > 0


async def test_a_trace_is_taken_up_or_begun(client: httpx.AsyncClient, toy: Database) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    await client.post("/api/v1/things", json={"value": 1}, headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01"})
    await client.post("/api/v1/things", json={"value": 1}, headers={"traceparent": "rubbish"})
    async with toy.raw() as connection:
        rows = await connection.fetch("select headers from outbox where topic <> $1 order by id", AUDIT.name)
    first, second = (json.loads(row["headers"])["ce_traceparent"] for row in rows)
    assert first.split("-")[1] == trace
    assert first.split("-")[2] != "00f067aa0ba902b7"
    assert len(second.split("-")[1]) == 32


async def test_a_denial_is_in_the_audit_trail(client: httpx.AsyncClient, toy: Database) -> None:
    id_ = uuid4()
    assert (await client.delete(f"/api/v1/things/{id_}", headers={"X-Request-Id": "r-2"})).status_code == 403
    (entry,) = await audit_entries(toy)
    assert (entry["action"], entry["outcome"], entry["object_type"], entry["object_id"]) == (
        "things.remove", "denied", "things", str(id_),
    )  # fmt: skip
    assert (entry["actor_name"], entry["correlation_id"]) == ("Ada", "r-2")


async def test_a_flood_of_denials_does_not_fill_the_outbox(client: httpx.AsyncClient, toy: Database) -> None:
    for _ in range(65):
        await client.delete(f"/api/v1/things/{uuid4()}")
    assert len(await audit_entries(toy)) == 60


async def test_the_denial_of_somebody_deactivated_names_them(
    client: httpx.AsyncClient, toy: Database, identity: IdentityForTests
) -> None:
    gone = uuid4()
    async with toy.raw() as connection:
        await connection.execute(
            "insert into known_user (id, name, roles, active, tokens_valid_from) values ($1, 'x', '{}', false, now())",
            gone,
        )
    await client.get("/api/v1/things", headers=identity.headers(Role.ADMIN, id_=gone, name="Gone"))
    await client.get("/api/v1/things", headers={"Authorization": "Bearer rubbish"})
    (entry,) = await audit_entries(toy)
    assert (entry["actor_id"], entry["actor_name"], entry["action"]) == (str(gone), "Gone", "things.list")


async def test_metrics_count_by_operation_never_by_path(client: httpx.AsyncClient) -> None:
    await client.get(f"/api/v1/things/{uuid4()}")
    await client.get("/api/v1/nothing-like-it")
    text = (await client.get("/metrics")).text
    assert 'aegis_http_requests_total{method="GET",operation="things.get",status="200"} 1.0' in text
    assert 'operation="unrouted",status="404"' in text
    assert "nothing-like-it" not in text


async def test_readiness_names_what_is_missing(toy: Database, identity: IdentityForTests) -> None:
    trouble = True

    async def bus() -> None:
        if trouble:
            raise Away("bus_away", "The bus does not answer.")

    async def odd() -> None:
        if trouble:
            raise ValueError("postgresql://user:secret@host")

    app = create_app(
        name="toy", version="1", container=toy_container(toy, MemoryBus()), identity=identity, controllers=CONTROLLERS,
        checks={"bus": bus, "odd": odd},
    )  # fmt: skip
    async with serving(app) as http:
        assert (await http.get("/health/live")).json() == {"status": "alive"}
        answer = await http.get("/health/ready")
        assert answer.status_code == 503
        assert answer.json()["checks"] == {"database": "ok", "bus": "The bus does not answer.", "odd": "ValueError"}
        trouble = False
        assert (await http.get("/health/ready")).json()["status"] == "ready"


async def test_the_document_declares_errors_callers_and_parameters(client: httpx.AsyncClient) -> None:
    del client.headers["Authorization"]
    answer = await client.get("/api/v1/openapi/toy.json")
    document = answer.json()
    assert document["openapi"].startswith("3.1")
    assert document["info"]["title"] == "Aegis toy"
    change = document["paths"]["/api/v1/things/{thing_id}"]["patch"]
    assert change["operationId"] == "things.change"
    assert {"401", "403", "404", "409", "412", "413", "415", "422", "428", "500"} <= set(change["responses"])
    assert "If-Match" in [parameter["name"] for parameter in change["parameters"]]
    assert change["security"] == [{"bearer": []}, {"session": []}]
    assert document["paths"]["/api/v1/troubles/{kind}"]["get"]["security"] == []
    listed = document["paths"]["/api/v1/things"]["get"]
    assert {"limit", "cursor", "sort", "count", "colour"} == {p["name"] for p in listed["parameters"]}
    assert "/health/ready" not in document["paths"]
    problem = change["responses"]["422"]["content"]["application/problem+json"]["schema"]
    assert problem == {"$ref": "#/components/schemas/Problem"}


async def test_the_document_is_the_same_each_time(toy: Database, identity: IdentityForTests) -> None:
    def document() -> str:
        app = create_app(
            name="toy", version="1", container=toy_container(toy, MemoryBus()), identity=identity,
            controllers=CONTROLLERS,
        )  # fmt: skip
        return json.dumps(openapi_document(app), sort_keys=True)

    assert document() == document()
