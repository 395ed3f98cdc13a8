"""What is refused, and how it is said."""

from typing import Any
from uuid import uuid4

import pytest
from testing_support.people import ADA, BELA, BERT, BRIT, RALF, ROSA, RUTH, VERA, caller
from testing_support.service import EDR, Suite

from aegis_kernel.rights import Action, Role


def codes(answer: Any) -> list[str]:
    return [fault["code"] for fault in answer.json()["errors"]]


async def test_a_change_needs_the_version_it_was_decided_on(suite: Suite) -> None:
    test = await suite.draft(ROSA, ROSA)
    path = f"/tests/{test['id']}"
    for method, below, body in (
        ("PATCH", "", {"tags": ["x"]}),
        ("DELETE", "", None),
        ("POST", "/start", None),
        ("POST", "/red/submit", None),
        ("POST", "/claim/blue", None),
        ("POST", "/executions", {"platform": "Windows", "environment": "lab", "outcome": "not_run"}),
    ):
        answer = await suite.send(ROSA, method, path + below, body)
        assert answer.status_code == 428, (method, below)


async def test_a_stale_write_is_told_the_present_version(suite: Suite) -> None:
    test = await suite.draft(ROSA, ROSA)
    path = f"/tests/{test['id']}"
    first = await suite.send(ROSA, "PATCH", path, {"tags": ["one"]}, version=test["version"])
    second = await suite.send(ROSA, "PATCH", path, {"tags": ["two"]}, version=test["version"])
    assert second.status_code == 412
    assert second.headers["ETag"] == first.headers["ETag"]
    assert (await suite.get(VERA, path))["tags"] == ["one"]


async def test_an_unknown_technique_may_become_known(suite: Suite) -> None:
    for named in ("T9999", str(uuid4())):
        body = {"technique": named, "procedure": {"name": "Step"}}
        answer = await suite.send(ROSA, "POST", "/tests", body)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_known_yet")
        assert answer.headers["Retry-After"] == "1"


async def test_a_technique_that_is_not_active_is_not_tested(suite: Suite) -> None:
    async with suite.database.raw() as connection:
        await connection.execute("insert into technique values ($1, 'T1086', 'Old', 'revoked', '{}')", uuid4())
    answer = await suite.send(ROSA, "POST", "/tests", {"technique": "t1086", "procedure": {"name": "Step"}})
    assert (answer.status_code, codes(answer)) == (422, ["technique_not_active"])


@pytest.mark.parametrize(
    "body, code",
    [
        ({"technique": "T1059.001"}, "procedure_or_template"),
        ({"procedure": {"name": "Step"}}, "technique_needed"),
        ({"technique": "T1059.001", "procedure": {"name": ""}}, "invalid"),
        ({"technique": "T1059.001", "procedure": {"name": "  "}}, "blank"),
        ({"technique": "T1059.001", "procedure": {"name": "a\u0000b"}}, "zero_byte"),
        ({"technique": "T1059.001", "procedure": {"name": "S"}, "surprise": 1}, "unknown_field"),
        ({"technique": "T1059.001", "procedure": {"name": "S"}, "tags": ["x"] * 51}, "invalid"),
        ({"technique": "T1059.001", "procedure": {"name": "S", "command": "x" * 70_000}}, "too_long"),
        ({"technique": "T1059.001", "procedure": {"name": "S"}, "expected": "loud"}, "invalid"),
        ({"technique": "T1059.001", "procedure": {"name": "S"}, "assignees": {"red": str(VERA.id)}}, "not_assignable"),
        ({"technique": "T1059.001", "procedure": {"name": "S"}, "assignees": {"blue": str(ROSA.id)}}, "not_assignable"),
    ],
)
async def test_a_draft_that_is_not_acceptable(suite: Suite, body: dict[str, Any], code: str) -> None:
    answer = await suite.send(ROSA, "POST", "/tests", body)
    assert (answer.status_code, codes(answer)) == (422, [code])


async def test_lone_surrogates_and_other_odd_text_are_no_defect(suite: Suite) -> None:
    headers = {**suite.headers(ROSA), "Content-Type": "application/json"}
    for name in (r"\ud800", r"\u0000", "\u202e", "x" * 301):
        body = '{"technique": "T1059.001", "procedure": {"name": "NAME"}}'.replace("NAME", name)
        answer = await suite.http.post("/api/v1/tests", content=body.encode(), headers=headers)
        assert answer.status_code < 500, (name, answer.text)


@pytest.mark.parametrize(
    "change, code",
    [
        ({"platform": "Amiga"}, "platform_unknown"),
        ({"environment": "moon"}, "environment_unknown"),
        ({"outcome": "fine"}, "invalid"),
        ({"started_at": "2026-11-24T10:00:00"}, "invalid"),
        ({"started_at": "0001-01-01T00:00:00Z"}, "out_of_range"),
        ({"started_at": "2026-11-24T10:00:00Z", "ended_at": "2026-11-24T09:00:00Z"}, "ends_before_start"),
        ({"process_id": -1}, "invalid"),
        ({"origin": "imported"}, "invalid"),
    ],
)
async def test_an_execution_that_is_not_acceptable(suite: Suite, change: dict[str, Any], code: str) -> None:
    test = await suite.draft(ROSA, ROSA)
    started = await suite.act(ROSA, test, "start")
    body = {"platform": "Windows", "environment": "lab", "outcome": "succeeded", **change}
    answer = await suite.send(ROSA, "POST", f"/tests/{test['id']}/executions", body, version=started["version"])
    assert (answer.status_code, codes(answer)) == (422, [code])


async def test_tools_are_chosen_not_typed(suite: Suite) -> None:
    test = await suite.draft(ROSA, ROSA, BELA)
    await suite.act(ROSA, test, "start")
    test = await suite.act(
        ROSA, test, "executions", {"platform": "Linux", "environment": "lab", "outcome": "succeeded"}
    )
    path, execution = f"/tests/{test['id']}/observations", test["executions"][0]["id"]

    async def observe(**tool: str) -> Any:
        body = {"execution_id": execution, "rung": "none", **tool}
        return await suite.send(BELA, "POST", path, body, version=test["version"])

    assert codes(await observe()) == ["tool_missing"]
    assert codes(await observe(tool="Something")) == ["tool_unknown"]
    assert (await observe(tool_id=str(uuid4()))).status_code == 404
    first = await observe(tool="edr")
    assert first.json()["observations"][0]["tool_id"] == str(EDR)
    body = {"execution_id": execution, "tool": "EDR"}
    again = await suite.send(BELA, "POST", path, body, version=first.json()["version"])
    assert (again.status_code, again.json()["code"]) == (409, "observation_exists")


async def test_a_refused_move_names_state_moves_and_what_is_missing(suite: Suite) -> None:
    test = await suite.draft(ROSA, ROSA)
    answer = await suite.send(RUTH, "POST", f"/tests/{test['id']}/red/approve", version=test["version"])
    assert (answer.status_code, answer.json()["code"]) == (409, "rule_broken")
    assert "draft" in answer.json()["detail"]
    assert "start" in answer.json()["detail"]
    assert answer.json()["state"] == "draft"
    assert "start" in answer.json()["allowed"]
    assert {"not_started", "not_submitted", "execution_missing"} <= set(codes(answer))


async def test_who_may_not(suite: Suite) -> None:
    test = await suite.draft(ROSA, ROSA, BELA)
    path = f"/tests/{test['id']}"

    async def status(caller_: Any, method: str, below: str, body: Any = None) -> int:
        version = (await suite.get(ROSA, path))["version"]
        return (await suite.send(caller_, method, path + below, body, version=version)).status_code

    for person in (ADA, VERA):
        refused = await suite.send(person, "POST", "/tests", {"technique": "T1059.001", "procedure": {"name": "S"}})
        assert refused.status_code == 403
        for below in ("/start", "/hold", "/red/submit", "/red/approve", "/claim/red", "/retest", "/rerun"):
            assert await status(person, "POST", below) == 403, below
        assert await status(person, "PATCH", "", {"tags": []}) == 403
        assert await status(person, "DELETE", "") == 403
    assert await status(RALF, "POST", "/start") == 403
    assert await status(RUTH, "DELETE", "") == 403
    assert await status(BELA, "POST", "/red/submit") == 403
    assert await status(ROSA, "POST", "/blue/submit") == 403
    assert await status(ROSA, "POST", "/red/approve") == 403
    assert await status(RUTH, "POST", "/blue/approve") == 403
    assert await status(BRIT, "POST", "/response", {"responded_at": None}) == 403
    assert await status(BERT, "POST", "/red/recall") == 403
    assert await status(ROSA, "POST", "/hold") == 403


async def test_guests_see_nothing_yet_and_nobody_comes_in_unknown(suite: Suite) -> None:
    guest = caller("Gus", Role.GUEST)
    assert (await suite.send(guest, "GET", "/tests")).json()["items"] == []
    assert (await suite.http.get("/api/v1/tests")).status_code == 401


async def test_a_token_works_within_its_scopes_and_never_approves(suite: Suite) -> None:
    everything = frozenset(action.value for action in Action)
    robot = caller("Ruth", Role.RED_LEAD, token_id="t1", scopes=everything)
    test = await suite.draft(ROSA, ROSA)
    answer = await suite.send(robot, "POST", f"/tests/{test['id']}/hold", version=test["version"])
    assert answer.status_code == 200
    refused = await suite.send(robot, "POST", f"/tests/{test['id']}/red/approve", version=answer.json()["version"])
    assert refused.status_code == 403
    reader = caller("Ruth", Role.RED_LEAD, token_id="t2", scopes=frozenset({Action.TESTS_READ.value}))
    assert (await suite.get(reader, f"/tests/{test['id']}"))["allowed_actions"] == []


UNKNOWN = "0197f000-0000-7000-8000-000000000000"


@pytest.mark.parametrize("ref", ["0", "999999", "nothing", UNKNOWN, "9" * 30, "-1", "1e3"])
async def test_what_is_not_there(suite: Suite, ref: str) -> None:
    for below in ("", "/history", "/line"):
        answer = await suite.send(VERA, "GET", f"/tests/{ref}{below}")
        assert answer.status_code == 404


async def test_a_side_is_red_or_blue(suite: Suite) -> None:
    test = await suite.draft(ROSA, ROSA)
    for below in ("green/submit", "claim/green"):
        answer = await suite.send(ROSA, "POST", f"/tests/{test['id']}/{below}", version=test["version"])
        assert answer.status_code == 404
