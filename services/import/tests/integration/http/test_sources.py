"""Data sources over HTTP."""

import asyncio
from typing import Any

import pytest
from import_support.client import API, BUNDLE, Client

from aegis_chassis.scheduling import ScheduleRunner
from aegis_import.adapters.persistence.schedules import JOB
from aegis_import.application.reactions.schedules import QueueDue
from aegis_kernel.clock import SystemClock


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


async def test_stats_tell_what_a_source_has_given(client: Client) -> None:
    await client.follow(await client.upload(BUNDLE))
    stats = await client.get("/data-sources/attack-enterprise/stats")
    assert stats["active"] == {"tactic": 1, "technique": 2}
    assert stats["runs"] == {"published": 1}
