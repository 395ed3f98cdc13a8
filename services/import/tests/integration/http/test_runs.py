"""Import runs over HTTP."""

import asyncio
import json
from uuid import UUID

from import_support.client import BUNDLE, Client
from import_support.stix import small, technique

from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.web.streams import Streams
from aegis_contracts.catalog_runs import CATALOG_RUNS, AppliedRun
from aegis_import.application.queries.runs import RunsReader
from aegis_import.application.reactions.catalog_runs import ApplyRuns
from aegis_import.entrypoints.http.run_stream import _frames


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
    shown = await client.get("/data-sources/attack-enterprise")
    assert (shown["held_run_id"], shown["health"]) == (held["id"], "held")
    path = f"/import-runs/{held['id']}"
    approved = await client.post(f"{path}/approve", headers={"If-Match": f'"{held["version"]}"'})
    assert approved.json()["state"] == "publishing"
    async with asyncio.timeout(20):
        while (run := await client.get(path))["state"] == "publishing":  # noqa: ASYNC110  # looks from outside
            await asyncio.sleep(0.02)
    assert (run["state"], run["counts"]["technique"]["withdrawn"]) == ("published", 5)


async def test_a_run_is_followed_as_it_goes_on(client: Client) -> None:
    """The stream is read from its handler: the client of a test takes whole answers only."""

    container = client.service.container
    runs, streams = await container.get(RunsReader), await container.get(Streams)
    answer = await client.upload(BUNDLE, params={"dry_run": "true"})
    frames = [frame async for frame in _frames(UUID(answer.json()["id"]), runs, streams)]
    states = [json.loads(frame.split(b"data: ")[1])["state"] for frame in frames if b"data: " in frame]
    assert states[-1] == "previewed"
    assert states == sorted(states, key=["queued", "reading", "previewed"].index)
    assert frames[-1].startswith(b"id: 3\nevent: run\ndata: {")


async def test_a_run_becomes_applied_when_the_catalogue_says_so(client: Client) -> None:
    run = await client.follow(await client.upload(BUNDLE))

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
