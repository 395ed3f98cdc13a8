"""Lists, queue and editing over HTTP."""

from typing import Any

import pytest
from testing_support.people import BELA, BERT, BRIT, ROSA, RUTH, VERA
from testing_support.service import Suite


async def numbers(suite: Suite, query: str) -> list[int]:
    found = await suite.get(VERA, f"/tests?{query}")
    return [item["number"] for item in found["items"]]


async def test_filters_by_their_public_names(suite: Suite) -> None:
    first = await suite.draft(ROSA, ROSA, tags=["Pilot"], due="2026-12-24")
    second = await suite.draft(RUTH, None, BELA)
    await suite.act(ROSA, first, "start")
    one, two = first["number"], second["number"]
    for query, expected in {
        "": [one, two],
        "state=draft": [two],
        "state=draft&state=red_executing": [one, two],
        "technique=T1059.001&tag=pilot": [one],
        f"technique={first['technique']['id']}": [one, two],
        f"assignee={BELA.id}": [two],
        f"author={RUTH.id}": [two],
        "held=true": [],
        "due_until=2026-12-31": [one],
        "q=encoded": [one, two],
        "updated_since=2020-01-01T00:00:00Z": [one, two],
        "updated_until=2020-01-01T00:00:00Z": [],
        "sort=number": [one, two],
        "sort=-number": [two, one],
        "sort=due,-number": [one, two],
        "result=detected": [],
    }.items():
        assert await numbers(suite, query) == expected, query
    mine = await suite.get(BELA, "/tests?assignee=me")
    assert [item["number"] for item in mine["items"]] == [two]


async def test_pages_and_count(suite: Suite) -> None:
    made = [(await suite.draft(ROSA))["number"] for _ in range(3)]
    first = await suite.get(VERA, "/tests?limit=2&sort=number&count=true")
    assert ([item["number"] for item in first["items"]], first["total"]) == (made[:2], 3)
    second = await suite.get(VERA, "/tests", limit=2, sort="number", count="true", cursor=first["next_cursor"])
    assert ([item["number"] for item in second["items"]], second["next_cursor"]) == (made[2:], None)
    elsewhere = await suite.send(VERA, "GET", f"/tests/queue?cursor={first['next_cursor']}")
    assert elsewhere.status_code == 400


@pytest.mark.parametrize(
    "query, status",
    [
        ("surprise=1", 422),
        ("state=gone", 422),
        ("sort=name", 422),
        ("assignee=somebody", 422),
        ("q=%20", 422),
        ("limit=501", 422),
        ("cursor=nonsense", 400),
        ("updated_since=yesterday", 422),
        ("due_since=2026-13-01", 422),
    ],
)
async def test_what_cannot_be_asked(suite: Suite, query: str, status: int) -> None:
    answer = await suite.send(VERA, "GET", f"/tests?{query}")
    assert answer.status_code == status, answer.text


async def test_the_queue_is_the_callers(suite: Suite) -> None:
    test = await suite.draft(ROSA, ROSA)
    mine = await suite.get(ROSA, "/tests/queue")
    assert [(item["waits_for"], item["side"]) for item in mine["items"]] == [("start", "red")]
    await suite.act(ROSA, test, "start")
    open_ones = await suite.get(BRIT, "/tests/queue?count=true")
    assert [(item["waits_for"], item["side"]) for item in open_ones["items"]] == [("claim", "blue")]
    assert open_ones["total"] == 1
    claimed = await suite.act(BRIT, test, "claim/blue")
    assert claimed["blue"]["assignee"]["name"] == "Brit"


async def test_a_patch_changes_what_it_names(suite: Suite) -> None:
    test = await suite.draft(ROSA, due="2026-12-24", expected="alert")

    async def patch(caller: Any, body: Any) -> Any:
        version = (await suite.get(VERA, f"/tests/{test['id']}"))["version"]
        return await suite.send(caller, "PATCH", f"/tests/{test['number']}", body, version=version)

    changed = (await patch(BELA, {"due": None, "tags": ["a"], "procedure": {"name": "Other", "command": "id"}})).json()
    assert (changed["due"], changed["tags"], changed["expected"]) == (None, ["a"], "alert")
    assert changed["procedure"]["command"] == "id"
    changed = (await patch(ROSA, {"assignees": {"red": str(ROSA.id), "blue": str(BELA.id)}})).json()
    assert changed["red"]["assignee"]["name"] == "Rosa"
    await suite.act(ROSA, test, "start")
    assert (await patch(ROSA, {"procedure": {"name": "Third"}})).status_code == 403
    assert (await patch(RUTH, {"procedure": {"name": "Third"}})).status_code == 409
    assert (await patch(ROSA, {"red": {"notes": "ran it"}, "tags": ["b"]})).json()["red"]["notes"] == "ran it"
    assert (await patch(ROSA, {"blue": {"notes": "mine"}})).status_code == 403
    assert (await patch(BRIT, {"tags": ["c"]})).status_code == 403
    assert (await patch(ROSA, {"assignees": {"blue": None}})).status_code == 403
    freed = (await patch(BERT, {"assignees": {"blue": None}, "expected_tools": ["EDR"]})).json()
    assert (freed["blue"]["assignee"], freed["expected_tools"]) == (None, ["EDR"])
    half = await patch(RUTH, {"tags": ["d"], "blue": {"notes": "not mine"}})
    assert half.status_code == 403
    assert (await suite.get(VERA, f"/tests/{test['id']}"))["tags"] == ["b"]


async def test_a_draft_is_deleted_by_its_author(suite: Suite) -> None:
    test = await suite.draft(ROSA)
    answer = await suite.send(ROSA, "DELETE", f"/tests/{test['id']}", version=test["version"])
    assert answer.status_code == 204
    assert (await suite.send(VERA, "GET", f"/tests/{test['number']}")).status_code == 404
    assert await numbers(suite, "") == []
