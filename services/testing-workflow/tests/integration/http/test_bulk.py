"""Many tests at once over HTTP: a result for each, never half of one."""

from typing import Any

import pytest
from testing_support.people import BELA, BERT, ROSA, RUTH, SOLO, VERA
from testing_support.service import Suite


async def bulk(suite: Suite, who: Any, items: list[Any], **query: Any) -> Any:
    answer = await suite.send(who, "POST", "/tests/bulk", {"items": items}, params=query or None)
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]


def of(test: Any, action: str, **more: Any) -> dict[str, Any]:
    return {"action": action, "test": test["id"], "version": test["version"], **more}


async def drafts(suite: Suite, count: int) -> list[Any]:
    return [await suite.draft(ROSA, red=ROSA, blue=BELA) for _ in range(count)]


async def reviewed(suite: Suite, **execution: Any) -> Any:
    """Both sides handed in."""
    test = await suite.draft(ROSA, red=ROSA, blue=BELA)
    await suite.act(ROSA, test, "start")
    body = {"platform": "Windows", "environment": "lab", "outcome": "succeeded", **execution}
    done = await suite.act(ROSA, test, "executions", body)
    seen = {"execution_id": done["executions"][0]["id"], "tool": "EDR", "rung": "alert"}
    await suite.act(BELA, test, "observations", seen)
    await suite.act(ROSA, test, "red/submit")
    return await suite.act(BELA, test, "blue/submit")


async def test_tests_are_made_each_with_its_own_result(suite: Suite) -> None:
    step = {"technique": "T1059.001", "procedure": {"name": "Step"}}
    results = await bulk(
        suite,
        RUTH,
        [
            {"action": "make", "draft": step},
            {"action": "make", "draft": {**step, "technique": "T9999"}},
            {"action": "make", "draft": {**step, "procedure": {"name": " "}}},
            {"action": "make", "draft": {**step, "assignees": {"red": str(ROSA.id)}, "tags": ["Q4"]}},
        ],
    )
    assert [one["status"] for one in results] == [200, 404, 422, 200]
    assert [one["index"] for one in results] == [0, 1, 2, 3]
    assert results[2]["problem"]["errors"][0]["pointer"] == "/procedure/name"
    made = await suite.get(RUTH, f"/tests/{results[3]['id']}")
    assert (made["red"]["assignee"]["name"], made["tags"], made["state"]) == ("Rosa", ["Q4"], "draft")
    assert len((await suite.get(RUTH, "/tests"))["items"]) == 2


async def test_all_kinds_of_change_go_together(suite: Suite) -> None:
    a, b, c, d, e = await drafts(suite, 5)
    results = await bulk(
        suite,
        RUTH,
        [
            of(a, "assign", assignees={"red": str(SOLO.id), "blue": None}),
            of(b, "start"),
            of(c, "expected", expected="alert", expected_tools=["EDR"]),
            of({**d, "id": str(d["number"])}, "due", due="2030-01-31"),
            of(e, "tag", add=["New", "other"], remove=["nothing"]),
        ],
    )
    assert [one["status"] for one in results] == [200] * 5, results
    a, b, c, d, e = [await suite.get(RUTH, f"/tests/{one['id']}") for one in (a, b, c, d, e)]
    assert (a["red"]["assignee"]["name"], a["blue"]["assignee"]) == ("Solo", None)
    assert b["state"] == "red_executing"
    assert (c["expected"], c["expected_tools"]) == ("alert", ["EDR"])
    assert (d["due"], e["tags"]) == ("2030-01-31", ["New", "other"])
    [again] = await bulk(suite, RUTH, [of(e, "tag", add=["NEW"], remove=["OTHER"])])
    assert again["status"] == 200
    assert (await suite.get(RUTH, f"/tests/{e['id']}"))["tags"] == ["New"]
    results = await bulk(suite, RUTH, [of(one, "cancel", reason="not needed") for one in (a, b)])
    assert [one["status"] for one in results] == [200, 200]


async def test_what_is_refused_leaves_its_test_as_it_was(suite: Suite) -> None:
    a, b = await drafts(suite, 2)
    results = await bulk(
        suite,
        RUTH,
        [
            of(a, "assign", assignees={"red": str(SOLO.id), "blue": str(VERA.id)}),
            of({**b, "version": 7}, "start"),
            of(b, "start"),
            {"action": "start", "test": "99", "version": 1},
            {"action": "start", "test": "nonsense", "version": 1},
        ],
    )
    assert [one["status"] for one in results] == [422, 412, 409, 404, 404]
    assert results[2]["problem"]["code"] == "repeated"
    for test in (a, b):
        assert (await suite.get(RUTH, f"/tests/{test['id']}"))["version"] == test["version"]


async def test_all_or_none(suite: Suite) -> None:
    a, b = await drafts(suite, 2)
    items = [of(a, "start"), of({**b, "version": 9}, "start")]
    answer = await suite.send(RUTH, "POST", "/tests/bulk", {"items": items}, params={"atomic": True})
    assert (answer.status_code, answer.json()["code"]) == (422, "not_all")
    assert [one["pointer"] for one in answer.json()["errors"]] == ["/items/1"]
    assert (await suite.get(RUTH, f"/tests/{a['id']}"))["state"] == "draft"
    results = await bulk(suite, RUTH, [of(a, "start"), of(b, "start")], atomic=True)
    assert [one["status"] for one in results] == [200, 200]


async def test_an_approval_passes_over_contradictions_and_names_them(suite: Suite) -> None:
    clean, odd = await reviewed(suite), await reviewed(suite, outcome="blocked")
    results = await bulk(suite, RUTH, [of(one, "approve", side="red") for one in (odd, clean)])
    assert [one["status"] for one in results] == [409, 200]
    assert any(one["pointer"].startswith("/contradictions/") for one in results[0]["problem"]["errors"])
    [own] = await bulk(suite, RUTH, [of(await suite.get(RUTH, f"/tests/{clean['id']}"), "approve", side="blue")])
    assert own["status"] == 403
    present = await suite.get(BERT, f"/tests/{clean['id']}")
    [done] = await bulk(suite, BERT, [of(present, "approve", side="blue")])
    assert done["status"] == 200
    assert (await suite.get(BERT, f"/tests/{clean['id']}"))["state"] == "validated"
    assert (await suite.get(BERT, f"/tests/{odd['id']}"))["state"] == "in_review"


@pytest.mark.parametrize("count, status", [(0, 400), (500, 200), (501, 400)])
async def test_at_most_five_hundred(suite: Suite, count: int, status: int) -> None:
    items = [{"action": "start", "test": "1", "version": 1}] * count
    answer = await suite.send(RUTH, "POST", "/tests/bulk", {"items": items})
    assert answer.status_code in {status, 422 if status == 400 else status}


async def test_whoever_leads_nothing_does_nothing_by_the_hundred(suite: Suite) -> None:
    [test] = await drafts(suite, 1)
    answer = await suite.send(ROSA, "POST", "/tests/bulk", {"items": [of(test, "start")]})
    assert answer.status_code == 403
