"""Campaigns over HTTP: order and dependencies, window, progress, the end, who sees them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from testing_support.people import ADA, BELA, BERT, ROSA, RUTH, VERA, caller
from testing_support.service import Suite

from aegis_kernel.rights import Caller, Role

GUEST = caller("Gast", Role.GUEST)
NOW = datetime.now(UTC).replace(microsecond=0)
EXECUTION = {"platform": "Windows", "environment": "lab", "outcome": "succeeded", "target": "HOST-1"}


def stamp(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


async def created(suite: Suite, by: Caller = RUTH, **more: Any) -> Any:
    answer = await suite.send(by, "POST", "/campaigns", {"name": "Autumn", **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def did(suite: Suite, campaign: Any, verb: str, body: Any = None, *, by: Caller = RUTH, how: str = "POST") -> Any:
    answer = await changed(suite, campaign, verb, body, by=by, how=how)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def changed(suite: Suite, campaign: Any, verb: str, body: Any, *, by: Caller = RUTH, how: str = "POST") -> Any:
    present = await suite.get(by, f"/campaigns/{campaign['id']}")
    path = f"/campaigns/{campaign['id']}" + (f"/{verb}" if verb else "")
    return await suite.send(by, how, path, body, version=present["version"])


async def filled(suite: Suite, campaign: Any, *names: str) -> Any:
    drafts = [
        {
            "technique": "T1059.001",
            "procedure": {"name": name},
            "phase": "execution",
            "assignees": {"red": str(ROSA.id)},
        }
        for name in names
    ]
    return await did(suite, campaign, "tests", {"drafts": drafts})


async def test_a_test_waits_for_what_it_depends_on(suite: Suite) -> None:
    campaign = await filled(suite, await created(suite), "first", "second")
    first, second = [one["test_id"] for one in campaign["placed"]]
    assert campaign["placed"][0]["phase"] == "execution"
    order = {"tests": [{"test_id": first}, {"test_id": second, "depends_on": [first]}]}
    await did(suite, campaign, "dependencies", order, how="PUT")

    test = await suite.get(ROSA, f"/tests/{second}")
    assert test["campaign_id"] == campaign["id"]
    refused = await suite.send(ROSA, "POST", f"/tests/{second}/start", version=test["version"])
    assert refused.status_code == 409
    assert {fault["code"] for fault in refused.json()["errors"]} == {"campaign_not_active", "dependency_unmet"}
    await did(suite, campaign, "activate")
    number = campaign["placed"][0]["number"]
    [start] = [
        one for one in (await suite.get(ROSA, f"/tests/{second}"))["allowed_actions"] if one["action"] == "start"
    ]
    assert [one["detail"] for one in start["missing"]] == [f"It waits for #{number} to be executed."]

    await suite.act(ROSA, {"id": first}, "start")
    started = stamp(datetime.now(UTC))
    await suite.act(ROSA, {"id": first}, "executions", {**EXECUTION, "started_at": started})
    await suite.act(ROSA, {"id": second}, "start")

    assert (await suite.get(VERA, f"/campaigns/{campaign['id']}/deconflict", host="host-1", at=started))["ours"]
    later = stamp(datetime.now(UTC) + timedelta(days=2))
    for host, at in (("host-2", started), ("host-1", later)):
        assert not (await suite.get(VERA, f"/campaigns/{campaign['id']}/deconflict", host=host, at=at))["ours"]


async def test_a_circle_is_refused_and_named(suite: Suite) -> None:
    campaign = await filled(suite, await created(suite), "a", "b", "c")
    (a, b, c), numbers = [one["test_id"] for one in campaign["placed"]], [one["number"] for one in campaign["placed"]]
    order = [{"test_id": one, "depends_on": [other]} for one, other in ((a, b), (b, c), (c, a))]
    refused = await changed(suite, campaign, "dependencies", {"tests": order}, how="PUT")
    assert (refused.status_code, refused.json()["code"]) == (409, "dependency_cycle")
    x, y, z = numbers
    assert f"#{x} -> #{y} -> #{z} -> #{x}" in refused.json()["detail"]


async def test_outside_the_window_a_lead_says_why(suite: Suite) -> None:
    window = {"starts_at": stamp(NOW + timedelta(days=1)), "ends_at": stamp(NOW + timedelta(days=2))}
    campaign = await filled(suite, await created(suite, **window), "early")
    await did(suite, campaign, "activate")
    test = await suite.get(ROSA, f"/tests/{campaign['placed'][0]['test_id']}")
    path = f"/tests/{test['id']}/start"
    for who, body, code in ((ROSA, {"reason": "now"}, 409), (RUTH, None, 409), (RUTH, {"reason": "approved"}, 200)):
        answer = await suite.send(who, "POST", path, body, version=test["version"])
        assert answer.status_code == code, answer.text
    history = await suite.get(RUTH, f"/tests/{test['id']}/history")
    assert history["items"][-1]["reason"] == "approved"


async def test_its_end_asks_what_becomes_of_open_tests(suite: Suite) -> None:
    campaign, other = await filled(suite, await created(suite), "one", "two"), await created(suite, name="Next")
    await did(suite, campaign, "activate")
    refused = await changed(suite, campaign, "complete", None)
    assert (refused.status_code, refused.json()["code"]) == (409, "open_tests")
    ended = await did(suite, campaign, "complete", {"open_tests": "move", "move_to": other["id"]})
    assert (ended["state"], ended["placed"]) == ("completed", [])
    moved = await suite.get(RUTH, f"/campaigns/{other['id']}")
    assert [one["phase"] for one in moved["placed"]] == ["execution", "execution"]
    assert moved["progress"]["progress"] == 0
    ended = await did(suite, other, "cancel", {"open_tests": "cancel", "reason": "no budget"})
    assert ended["state"] == "cancelled"
    assert ended["progress"]["by_state"] == {"cancelled": 2}
    assert ended["progress"]["progress"] is None
    assert (await did(suite, campaign, "archive"))["state"] == "archived"


async def test_restricted_ones_are_not_there_for_others(suite: Suite) -> None:
    campaign = await filled(suite, await created(suite, restricted=True), "secret")
    test = campaign["placed"][0]["test_id"]
    for who, there in ((VERA, False), (BELA, False), (GUEST, False), (BERT, True), (ADA, True)):
        for path in (f"/campaigns/{campaign['id']}", f"/tests/{test}", f"/tests/{test}/history", f"/tests/{test}/line"):
            assert (await suite.send(who, "GET", path)).status_code == (200 if there else 404), (who.name, path)
        for path in ("/campaigns", "/tests"):
            assert len((await suite.get(who, path))["items"]) == there, (who.name, path)
    hidden = await suite.send(ROSA, "POST", f"/tests/{test}/start", version=1)
    assert hidden.status_code == 404
    assert (await suite.get(ROSA, "/tests/queue"))["items"] == []
    await did(suite, campaign, "members", {"members": [{"id": str(ROSA.id)}]}, how="PUT")
    assert (await suite.get(ROSA, f"/tests/{test}"))["id"] == test
    assert len((await suite.get(ROSA, "/tests/queue"))["items"]) == 1


async def test_a_guest_sees_the_campaigns_that_they_are_in(suite: Suite) -> None:
    await suite.draft(ROSA)
    outside, inside = await created(suite), await created(suite, name="Theirs")
    await filled(suite, outside, "not theirs")
    campaign = await filled(suite, inside, "theirs")
    async with suite.database.raw() as connection:
        await connection.execute(
            "insert into known_user (id, name, roles, active, tokens_valid_from) "
            "values ($1, 'Gast', '{guest}', true, $2)",
            GUEST.id,
            datetime(2020, 1, 1, tzinfo=UTC),
        )
    assert (await suite.get(GUEST, "/campaigns"))["items"] == []
    await did(suite, inside, "members", {"members": [{"id": str(GUEST.id), "guest": True}]}, how="PUT")
    assert [one["id"] for one in (await suite.get(GUEST, "/campaigns"))["items"]] == [inside["id"]]
    assert [one["id"] for one in (await suite.get(GUEST, "/tests"))["items"]] == [campaign["placed"][0]["test_id"]]
    assert (await suite.send(GUEST, "GET", f"/campaigns/{outside['id']}")).status_code == 404


async def test_tests_of_a_red_campaign_are_blind(suite: Suite) -> None:
    campaign = await filled(suite, await created(suite, type="red", variables={"host": "dc-1"}), "quiet")
    test = campaign["placed"][0]["test_id"]
    assert campaign["blind"]
    assert (await suite.get(BERT, f"/tests/{test}"))["technique"]["attack_id"] == ""
    seen = await suite.get(BERT, f"/campaigns/{campaign['id']}")
    assert (seen["variables"], seen["placed"][0]["phase"], seen["tests"][0]["phase"]) == ({}, "", "")
    asked = await suite.send(BERT, "GET", f"/campaigns/{campaign['id']}/deconflict?host=a&at={stamp(NOW)}")
    assert asked.json()["code"] == "ask_contact"
    assert b"dc-1" not in await outbox(suite)


async def outbox(suite: Suite) -> bytes:
    async with suite.database.raw() as connection:
        return b"".join(row["value"] for row in await connection.fetch("select value from outbox"))


async def test_lists_are_filtered(suite: Suite) -> None:
    autumn, red = await created(suite), await created(suite, name="Red one", type="red")
    for query, wanted in (
        ({"type": "red"}, red),
        ({"q": "autu"}, autumn),
        ({"state": "draft", "type": "purple"}, autumn),
    ):
        assert [one["id"] for one in (await suite.get(VERA, "/campaigns", **query))["items"]] == [wanted["id"]]
    campaign = await filled(suite, autumn, "x")
    await suite.draft(ROSA)
    found = await suite.get(VERA, "/tests", campaign=campaign["id"])
    assert [one["id"] for one in found["items"]] == [campaign["placed"][0]["test_id"]]
