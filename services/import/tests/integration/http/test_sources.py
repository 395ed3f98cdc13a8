"""Data sources over HTTP."""

import asyncio
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from import_support.client import API, BUNDLE, Client
from msgspec import structs

from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.replicas import apply_replica
from aegis_chassis.scheduling import ScheduleRunner
from aegis_contracts.operations_schedules import OPERATIONS_SCHEDULES
from aegis_import.adapters.persistence.replicas import SCHEDULES
from aegis_import.adapters.persistence.schedules import JOB
from aegis_import.application.reactions.schedules import QueueDue
from aegis_import.entrypoints.source_health import SourceHealth
from aegis_kernel.clock import SystemClock
from aegis_kernel.facts import Fact
from aegis_kernel.schedules import ScheduleState


async def test_sources_are_listed_and_found_by_name_and_id(client: Client) -> None:
    page = await client.get("/data-sources?count=true")
    assert [one["name"] for one in page["items"]][:3] == ["atomic", "attack-enterprise", "attack-ics"]
    assert (page["total"], page["next_cursor"]) == (15, None)
    by_name = await client.get("/data-sources/attack-mobile")
    assert by_name == await client.get(f"/data-sources/{by_name['id']}")
    assert (by_name["upstream"], by_name["domain"], by_name["enabled"]) == ("mitre-attack", "mobile", True)
    assert (await client.send("GET", "/data-sources/nothing")).status_code == 404


async def test_the_list_is_filtered_sorted_and_paged(client: Client) -> None:
    assert len((await client.get("/data-sources?domain=ics&domain=mobile"))["items"]) == 2
    assert len((await client.get("/data-sources?q=enter&enabled=true"))["items"]) == 1
    first = await client.get("/data-sources?limit=2&sort=-name&upstream=mitre-attack")
    second = await client.get(f"/data-sources?limit=2&sort=-name&upstream=mitre-attack&cursor={first['next_cursor']}")
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


async def test_a_source_is_read_by_itself_when_it_is_due(client: Client) -> None:
    path = "/data-sources/attack-ics/schedule"
    bad = await client.send("PUT", path, json={"rule": "sometimes"}, headers={"If-Match": '"1"'})
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (422, "/rule")
    bad = await client.send("PUT", path, json={"rule": "daily", "zone": "Mars"}, headers={"If-Match": '"1"'})
    assert (bad.status_code, bad.json()["errors"][0]["pointer"]) == (422, "/zone")
    answer = await client.send("PUT", path, json={"rule": "every 1s"}, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json()["schedule"], answer.headers["ETag"]) == (200, "every 1s", '"2"')
    runner = ScheduleRunner(client.service.container, SystemClock(), {JOB: QueueDue})
    async with asyncio.timeout(20):
        while await runner.run_due() == 0:  # noqa: ASYNC110  # the clock is the real one
            await asyncio.sleep(0.1)
    (run,) = (await client.get("/import-runs?source=attack-ics"))["items"]
    assert run["requested_by"] is None
    ended = await client.send("PUT", path, json={"rule": None}, headers={"If-Match": '"2"'})
    assert ended.json()["schedule"] is None
    await asyncio.sleep(1.1)
    assert await runner.run_due() == 0


async def test_stats_tell_what_a_source_has_given_and_how_it_fares(client: Client) -> None:
    fresh = await client.get("/data-sources/attack-enterprise/stats")
    assert (fresh["health"], fresh["content_age_seconds"], fresh["active"]) == ("unread", None, {})
    await client.follow(await client.upload(BUNDLE))
    stats = await client.get("/data-sources/attack-enterprise/stats")
    assert stats["active"] == {"tactic": 1, "technique": 2}
    assert stats["runs"] == {"published": 1}
    assert (stats["health"], stats["failures_in_a_row"], stats["last_run_state"]) == ("well", 0, "published")
    assert 0 <= stats["content_age_seconds"] < 60
    for _ in range(2):
        await client.follow(await client.upload(b"<html>"))
    shown = await client.get("/data-sources/attack-enterprise")
    assert (shown["health"], shown["failures_in_a_row"]) == ("failing", 2)
    assert shown["last_error"].startswith("Expected a zip")
    assert shown["last_changed_at"] == shown["last_complete_at"] is not None
    again = await client.follow(await client.upload(BUNDLE))
    shown = await client.get("/data-sources/attack-enterprise")
    assert (again["state"], shown["health"], shown["failures_in_a_row"]) == ("applied", "well", 0)
    assert shown["last_changed_at"] < shown["last_complete_at"], "the last read brought nothing new"


async def test_an_operator_sees_a_sick_source(client: Client) -> None:
    await client.follow(await client.upload(b"<html>"))
    health = SourceHealth(client.service.container)
    await health.look()
    told = {
        sample.name: sample.value
        for gauge in health.gauges
        for family in gauge.collect()
        for sample in family.samples
        if sample.labels == {"source": "attack-enterprise"}
    }
    assert told == {"aegis_import_source_failures": 1.0, "aegis_import_source_sick": 1.0}


async def test_any_number_of_workers_queue_one_run_for_each_due_time(client: Client) -> None:
    path = "/data-sources/attack-mobile/schedule"
    answer = await client.send("PUT", path, json={"rule": "every 1h"}, headers={"If-Match": '"1"'})
    assert answer.json()["next_due_at"] is not None
    database = await client.service.container.get(Database)
    async with database.raw() as connection:
        await connection.execute("update schedule set due_at = now() - interval '5 hours'")
    runners = [ScheduleRunner(client.service.container, SystemClock(), {JOB: QueueDue}) for _ in range(6)]
    ran = await asyncio.gather(*(runner.run_due() for runner in runners))
    assert sum(ran) == 1, "times that were missed are one"
    assert len((await client.get("/import-runs?source=attack-mobile"))["items"]) == 1
    shown = await client.get("/data-sources/attack-mobile")
    assert (shown["schedule"], shown["zone"]) == ("every 1h", "UTC")


async def test_the_suites_schedules_are_listed_as_they_were_told(client: Client) -> None:
    database = await client.service.container.get(Database)
    state = ScheduleState(
        service="reporting", name="sign", job="sign", rule="daily", zone="UTC", last_outcome="failed", failures=2
    )
    gone = structs.replace(state, service="testing", deleted_at=datetime(2026, 1, 1, tzinfo=UTC))
    facts = [
        Fact(
            topic=OPERATIONS_SCHEDULES.name,
            key=f"{one.service}/{one.name}",
            version=1,
            type=OPERATIONS_SCHEDULES.types["ScheduleTold"],
            id=uuid4(),
            time=datetime(2026, 1, 1, tzinfo=UTC),
            state=one,
        )
        for one in (state, gone)
    ]
    async with database.connect() as connection:
        await apply_replica(connection, SCHEDULES, facts)
        await connection.commit()
    page = await client.get("/schedules?count=true")
    assert [(one["id"], one["failures"]) for one in page["items"]] == [("reporting/sign", 2)]
    assert (await client.get("/schedules?outcome=done"))["items"] == []
    assert len((await client.get("/schedules?service=reporting&outcome=failed"))["items"]) == 1
