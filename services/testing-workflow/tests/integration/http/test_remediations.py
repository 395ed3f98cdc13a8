"""Remediation over HTTP: opened by a gap, worked on by leads and its owner, closed by a proven retest."""

from typing import Any

from testing_support.database import put
from testing_support.people import BELA, BERT, ROSA, RUTH, VERA
from testing_support.service import Suite
from testing_support.tests import Desk

_LAST_TOLD = "select value from outbox where key = $1 and topic = 'aegis.testing.tests' order by id desc limit 1"


async def gap(suite: Suite) -> Any:
    """A test that was validated with nothing seen."""
    return await validated(suite, await suite.draft(ROSA, red=ROSA, blue=BELA), "none")


async def validated(suite: Suite, test: Any, rung: str) -> Any:
    await suite.act(RUTH, test, "start")
    body = {"platform": "Windows", "environment": "lab", "outcome": "succeeded"}
    done = await suite.act(ROSA, test, "executions", body)
    seen = {"execution_id": done["executions"][0]["id"], "tool": "EDR", "rung": rung}
    await suite.act(BELA, test, "observations", seen)
    for who, move in ((ROSA, "red/submit"), (BELA, "blue/submit"), (RUTH, "red/approve"), (BERT, "blue/approve")):
        test = await suite.act(who, test, move)
    assert test["state"] == "validated"
    return test


async def change(suite: Suite, who: Any, one: Any, body: Any, method: str = "PATCH", path: str = "") -> Any:
    answer = await suite.send(who, method, f"/remediations/{one['id']}{path}", body, version=one["version"])
    assert answer.is_success, answer.text
    return answer.json()


async def test_a_gap_opens_one_and_what_was_detected_none(suite: Suite) -> None:
    test = await gap(suite)
    await validated(suite, await suite.draft(ROSA, red=ROSA, blue=BELA), "alert")
    page = await suite.get(VERA, "/remediations", count=True)
    assert page["total"] == 1
    [one] = page["items"]
    assert (one["id"], one["number"], one["status"]) == (test["id"], test["number"], "required")
    assert (one["version"], one["result"], one["technique"]["attack_id"]) == (
        test["version"],
        "not_detected",
        "T1059.001",
    )
    assert await suite.get(VERA, f"/remediations/{test['number']}") == one
    async with suite.database.raw() as connection:
        value = await connection.fetchval(_LAST_TOLD, one["id"])
    assert b'"remediation":{"status":"required"' in value


async def test_steps_and_people_and_days(suite: Suite) -> None:
    one = await suite.get(RUTH, f"/remediations/{(await gap(suite))['id']}")
    one = await change(
        suite,
        RUTH,
        one,
        {"status": "in_progress", "owner": str(VERA.id), "due": "2020-01-31", "ticket": "https://tickets/7"},
    )
    assert (one["owner"]["name"], one["overdue"], one["retest_wanted"]) == ("Vera", True, False)
    one = await change(suite, VERA, one, {"text": "Write a rule", "owner": str(BELA.id)}, "POST", "/steps")
    one = await change(suite, VERA, one, {"text": "Roll it out"}, "POST", "/steps")
    first, second = one["steps"]
    one = await change(suite, VERA, one, {"done": True}, path=f"/steps/{first['id']}")
    assert one["steps"][0]["done_at"] is not None
    one = await change(suite, VERA, one, {"done": False, "text": "Write two"}, path=f"/steps/{first['id']}")
    one = await change(suite, RUTH, one, None, "DELETE", f"/steps/{second['id']}")
    [step] = one["steps"]
    assert (step["text"], step["done_at"], step["owner"]["name"]) == ("Write two", None, "Bela")
    for query, found in (
        ({"overdue": True}, 1),
        ({"overdue": False}, 0),
        ({"owner": str(VERA.id)}, 1),
        ({"owner": "me"}, 0),
        ({"status": "required"}, 0),
        ({"technique": "T1059.001", "open": True}, 1),
        ({"open": False}, 0),
        ({"retest_wanted": True}, 0),
    ):
        assert len((await suite.get(RUTH, "/remediations", **query))["items"]) == found, query


async def test_who_owns_it_may_and_others_may_not(suite: Suite) -> None:
    one = await suite.get(RUTH, f"/remediations/{(await gap(suite))['id']}")
    for who, status in ((VERA, 403), (BELA, 403), (RUTH, 200)):
        answer = await suite.send(
            who, "PATCH", f"/remediations/{one['id']}", {"owner": str(VERA.id)}, version=one["version"]
        )
        assert answer.status_code == status
    stale = await suite.send(VERA, "PATCH", f"/remediations/{one['id']}", {"status": "done"}, version=one["version"])
    assert stale.status_code == 412


async def test_what_is_wrong_is_named(suite: Suite) -> None:
    one = await suite.get(RUTH, f"/remediations/{(await gap(suite))['id']}")
    for body, pointer in (
        ({"status": "accepted_risk"}, "/reason"),
        ({"ticket": "javascript:alert(1)"}, "/ticket"),
        ({"remediated_at": "2020-01-01T00:00:00Z"}, "/remediated_at"),
        ({"status": "done", "remediated_at": "2100-01-01T00:00:00Z"}, "/remediated_at"),
    ):
        answer = await suite.send(RUTH, "PATCH", f"/remediations/{one['id']}", body, version=one["version"])
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    draft = await suite.draft(ROSA)
    answer = await suite.send(RUTH, "PATCH", f"/remediations/{draft['id']}", {"status": "done"}, version=1)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "not_validated")
    accepted = await change(suite, RUTH, one, {"status": "accepted_risk", "reason": "too dear", "due": "2020-01-01"})
    assert (accepted["reason"], accepted["overdue"]) == ("too dear", False)
    assert (await change(suite, RUTH, accepted, {"status": "required"}))["reason"] == ""


async def test_a_proven_retest_closes_it_and_a_failed_one_takes_it_up_again(suite: Suite) -> None:
    test = await gap(suite)
    one = await suite.get(RUTH, f"/remediations/{test['id']}")
    one = await change(suite, RUTH, one, {"status": "done"})
    assert one["retest_wanted"]
    assert one["remediated_at"] is not None
    again = await suite.act(RUTH, test, "retest")
    assert not (await suite.get(RUTH, f"/remediations/{test['id']}"))["retest_wanted"]
    await validated(suite, again, "none")
    one = await suite.get(RUTH, f"/remediations/{test['id']}")
    assert (one["status"], one["remediated_at"], one["retests"]) == ("in_progress", None, 1)
    assert len((await suite.get(RUTH, "/remediations"))["items"]) == 1
    one = await change(suite, RUTH, one, {"status": "done"})
    proof = await suite.act(RUTH, test, "retest")
    await suite.act(RUTH, proof, "start")
    body = {"platform": "Windows", "environment": "lab", "outcome": "succeeded"}
    done = await suite.act(ROSA, proof, "executions", body)
    seen = {"execution_id": done["executions"][0]["id"], "tool": "EDR", "rung": "alert"}
    await suite.act(BELA, proof, "observations", seen)
    for who, move in ((ROSA, "red/submit"), (BELA, "blue/submit"), (RUTH, "red/approve")):
        proof = await suite.act(who, proof, move)
    item = {"action": "approve", "side": "blue", "test": proof["id"], "version": proof["version"]}
    answer = await suite.send(BERT, "POST", "/tests/bulk", {"items": [item]})
    assert answer.json()["results"][0]["status"] == 200
    one = await suite.get(RUTH, f"/remediations/{test['id']}")
    assert (one["status"], one["closed_by"], one["retests"]) == ("done", proof["id"], 2)
    refused = await suite.send(
        RUTH, "PATCH", f"/remediations/{test['id']}", {"status": "required"}, version=one["version"]
    )
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "closed")


async def test_lists_go_on_where_they_ended(suite: Suite, desk: Desk) -> None:
    tests = [desk.validated(rung="none") for _ in range(5)]
    await put(suite.database, *tests)
    for sort in ("due", "-opened_at", "number"):
        seen, cursor = [], None
        while True:
            query = {"limit": 2, "sort": sort} | ({"cursor": cursor} if cursor else {})
            page = await suite.get(VERA, "/remediations", **query)
            seen += [one["number"] for one in page["items"]]
            if (cursor := page["next_cursor"]) is None:
                break
        assert sorted(seen) == sorted(one.number for one in tests)
        assert len(seen) == 5
