"""Blind tests: who sees what of them, wherever it is read and wherever it is told, and how they are revealed."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from testing_support.canary import SECRETS, all_records, blind_test, execute, leaks, secrets_of, upload
from testing_support.people import ADA, BEA, BELA, BERT, BRIT, DORA, RALF, ROSA, RUTH, VERA, caller
from testing_support.service import API, EDR, Suite

from aegis_contracts.testing_tests import TESTING_TESTS
from aegis_kernel.rights import Caller, Role
from aegis_testing.application.commands.republish import Republish
from aegis_testing.application.commands.reveal_due import RevealDue

AUDITOR = caller("Augusta", Role.AUDITOR)
SEEING = (ROSA, RALF, RUTH, DORA, ADA, AUDITOR)
BLIND = (BELA, BRIT, BERT, BEA, VERA)
WINDOW = {"window_from": "2031-03-01T08:00:00Z", "window_until": "2031-03-05T18:00:00Z"}

READS = (
    "/tests", "/tests?count=true&sort=-number", "/tests?sort=attack_id", "/tests?sort=due",
    "/tests?state=red_executing",
    "/tests?technique=T1059.001", "/tests?q=canary", "/tests?tag=canary%20tag", "/tests?assignee=me",
    "/tests?due_since=2031-01-01", "/tests?held=false", "/tests/queue?count=true", "/tests/{id}", "/tests/{number}",
    "/tests/{id}/history", "/tests/{id}/line", "/evidence?count=true", "/evidence?test_id={id}", "/evidence?sort=name",
)  # fmt: skip


async def everything_read(suite: Suite, who: Caller, test: Any) -> str:
    """All that the service answers to `who`'s reads, headers too."""
    found = []
    for path in READS:
        answer = await suite.send(who, "GET", path.format(**test))
        assert answer.status_code == 200, (path, answer.text)
        found.append(f"{answer.headers} {answer.text}")
    return "\n".join(found)


@pytest.mark.parametrize("who", BLIND, ids=lambda one: one.name)
async def test_nothing_of_a_blind_test_is_read_by_who_does_not_see_it(suite: Suite, who: Caller) -> None:
    test = await blind_test(suite, **WINDOW)
    secrets = await secrets_of(suite, test)
    assert leaks(await everything_read(suite, who, test), secrets) == []
    seen = await suite.get(who, f"/tests/{test['id']}")
    assert seen["number"] == test["number"]
    assert seen["blind"] == {"hidden": True, **WINDOW, "revealed_at": None, "reveal": None, "reveal_at": None,
                             "white_cell": [], "revealed_by": None}  # fmt: skip
    assert (seen["state"], seen["executions"], seen["evidence"], seen["result"]) == ("red_executing", [], [], None)


@pytest.mark.parametrize("who", SEEING, ids=lambda one: one.name)
async def test_red_admin_and_auditor_see_it_whole(suite: Suite, who: Caller) -> None:
    test = await blind_test(suite)
    seen = await suite.get(who, f"/tests/{test['id']}")
    assert (seen["procedure"]["name"], seen["blind"]["hidden"], len(seen["executions"])) == ("canary name", False, 1)
    [listed] = (await suite.get(who, "/tests?q=canary"))["items"]
    assert listed["technique"]["attack_id"] == "T1059.001"
    [piece] = (await suite.get(who, "/evidence"))["items"]
    assert (await suite.send(who, "GET", f"/evidence/{piece['id']}/download")).content == b"canary bytes"


async def test_the_white_cell_sees_it_and_does_not_do_blues_side(suite: Suite) -> None:
    test = await blind_test(suite, white_cell=[str(BRIT.id)])
    assert (await suite.get(BRIT, f"/tests/{test['id']}"))["procedure"]["name"] == "canary name"
    assert len((await suite.get(BRIT, "/tests?q=canary"))["items"]) == 1
    assert len((await suite.get(BRIT, "/evidence"))["items"]) == 1
    assert (await suite.get(BRIT, f"/tests/{test['id']}/line"))["procedure"] == "canary name"
    assert (await suite.get(BRIT, "/tests/queue"))["items"] == []
    version = (await suite.get(BRIT, f"/tests/{test['id']}"))["version"]
    body = {"assignees": {"blue": str(BRIT.id)}}
    answer = await suite.send(RUTH, "PATCH", f"/tests/{test['id']}", body, version=version)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "saw_red_side")


async def test_by_what_is_hidden_a_test_is_neither_found_nor_counted(suite: Suite) -> None:
    test = await blind_test(suite)
    for query in (
        "q=canary", f"q={test['number']}", "technique=T1059.001", "tag=canary%20tag", "result=detected",
        f"author={ROSA.id}", f"assignee={ROSA.id}", "due_since=2030-01-01", "sort=attack_id", "sort=due",
    ):  # fmt: skip
        page = await suite.get(BERT, f"/tests?count=true&{query}")
        assert (page["items"], page["total"]) == ([], 0), query
    assert (await suite.get(BERT, "/tests?count=true"))["total"] == 1
    assert len((await suite.get(BELA, "/tests?assignee=me"))["items"]) == 1
    assert (await suite.get(VERA, f"/tests?assignee={BELA.id}"))["items"] == []
    assert (await suite.get(BERT, "/evidence?count=true"))["total"] == 0


async def test_red_evidence_is_not_there_for_blue(suite: Suite) -> None:
    test = await blind_test(suite)
    [piece] = (await suite.get(RUTH, "/evidence"))["items"]
    none = "00000000-0000-0000-0000-000000000009"
    for method, path, body in (
        ("GET", "", None), ("GET", "/download", None), ("POST", "/verify", None),
        ("PATCH", "", {"caption": "x"}), ("POST", "/withdraw", {"reason": "x"}),
    ):  # fmt: skip
        there, absent = [
            await suite.send(BERT, method, f"/evidence/{one}{path}", body, version=1) for one in (piece["id"], none)
        ]
        assert there.status_code == absent.status_code == 404
        assert there.text.replace(piece["id"], none).replace(there.headers["x-request-id"], "") == absent.text.replace(
            absent.headers["x-request-id"], ""
        )
    mine = await upload(suite, BELA, test, "blue", "seen.txt")
    assert [one["id"] for one in (await suite.get(BERT, "/evidence"))["items"]] == [mine["id"]]
    assert (await suite.get(VERA, "/evidence"))["items"] == []
    assert (await suite.send(VERA, "GET", f"/evidence/{mine['id']}")).status_code == 404


async def test_a_refusal_says_no_more_than_the_page(suite: Suite) -> None:
    test = await blind_test(suite)
    await suite.act(ROSA, test, "red/submit")
    secrets = await secrets_of(suite, test)
    version = (await suite.get(BERT, f"/tests/{test['id']}"))["version"]
    moves = [
        *(f"{side}/{move}" for side in ("red", "blue") for move in
          ("submit", "recall", "return", "approve", "reject", "withdraw", "resume", "shift-times")),
        "claim/red", "claim/blue", "start", "hold", "release", "retest", "rerun", "reveal", "contradictions",
    ]  # fmt: skip
    bodies = {"shift-times": {"offset_seconds": 5}, "contradictions": {"key": "x", "side": "blue", "explanation": "x"}}
    for who in (BERT, BELA, VERA):
        for move in moves:
            if move == "blue/submit":
                continue
            body = bodies.get(move.split("/")[-1], {"reason": "because"})
            answer = await suite.send(who, "POST", f"/tests/{test['id']}/{move}", body, version=version)
            assert leaks(answer.text, secrets) == [], (who.name, move)
            assert "blue_evaluating" not in answer.text
            if answer.is_success:
                version = answer.json()["version"]
    for body in ({"procedure": {"name": "canary?"}}, {"tags": ["x"]}, {"arguments": {"x": "y"}}, {"due": None},
                 {"assignees": {"red": str(RALF.id)}}, {"red": {"notes": "x"}}):  # fmt: skip
        for who in (BERT, BELA):
            answer = await suite.send(who, "PATCH", f"/tests/{test['id']}", body, version=version)
            assert answer.status_code in {403, 409}, answer.text
            assert leaks(answer.text.replace("canary?", ""), secrets) == []


async def test_what_is_told_of_a_hidden_test_gives_nothing_away(suite: Suite) -> None:
    test = await blind_test(suite, **WINDOW)
    await suite.act(RUTH, test, "hold", {"reason": "canary reason"})
    await suite.act(RUTH, test, "release")
    await suite.act(ROSA, test, "red/submit")
    await suite.act(RUTH, test, "red/return", {"reason": "canary again"})
    await upload(suite, BELA, test, "blue", "canary-of-blue.txt")
    [piece] = [one for one in (await suite.get(RUTH, "/evidence"))["items"] if one["side"] == "red"]
    assert (await suite.send(RUTH, "GET", f"/evidence/{piece['id']}/download")).is_success
    rerun = await suite.act(RUTH, test, "rerun")
    assert rerun["blind"]["reveal"] == "blue_submit"
    await suite.send(ROSA, "DELETE", f"/tests/{rerun['id']}", version=1)
    async with suite.service.container() as scope:
        await (await scope.get(Republish))()
    secrets = await secrets_of(suite, test)
    told = await all_records(suite)
    ours = [record for topic, record in told if topic == TESTING_TESTS.name]
    assert len(ours) >= 10
    for record in ours:
        assert leaks(record, secrets) == []
        assert "2031-03-07" not in record
    for topic, record in told:
        if topic != TESTING_TESTS.name:
            # The trail names who did something; red's reader of it is an auditor, yet what was done is not in it.
            assert leaks(record, ("canary", "T1059", "PowerShell", "2026-11-24T11:47")) == [], record
    types = {record.split('"ce_type":"')[1].split('"')[0] for record in ours}
    assert types <= {f"aegis.testing.test.{one}.v1" for one in ("drafted", "started", "recorded", "held", "released")}


async def test_blues_submit_reveals_it_and_tells_it_whole(suite: Suite) -> None:
    test = await blind_test(suite)
    await suite.act(ROSA, test, "red/submit")
    seen = await suite.act(BELA, test, "observations", {"tool_id": str(EDR), "rung": "alert"})
    assert [one["rung"] for one in seen["observations"]] == ["alert"]
    after = await suite.act(BELA, test, "blue/submit")
    assert (after["state"], after["procedure"]["name"], after["blind"]["hidden"]) == ("in_review", "canary name", False)
    assert after["blind"]["revealed_by"]["id"] == str(BELA.id)
    told = [record for topic, record in await all_records(suite) if topic == TESTING_TESTS.name][-1]
    assert "aegis.testing.test.revealed.v1" in told
    assert {"canary", "T1059.001", "PowerShell"} <= set(leaks(told))
    assert len((await suite.get(BERT, "/tests?q=canary"))["items"]) == 1
    # What was seen is put where it belongs; what was not is told, and counts as nothing.
    execution = after["executions"][0]["id"]
    version = after["version"]
    sighting = after["observations"][0]["id"]
    refused = await suite.send(
        BELA, "POST", f"/tests/{test['id']}/observations", {"execution_id": execution, "tool": "EDR", "rung": "alert"},
        version=version,
    )  # fmt: skip
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (409, "not_told")
    placed = await suite.send(
        BELA, "PATCH", f"/tests/{test['id']}/observations/{sighting}", {"execution_id": execution}, version=version
    )
    assert placed.is_success, placed.text
    assert placed.json()["result"] == "detected"
    explained = await suite.get(BERT, f"/tests/{test['id']}")
    for one in explained["contradictions"]:
        body = {"key": one["key"], "side": "blue", "explanation": "no such tool"}
        await suite.act(BERT, test, "contradictions", body)
    await suite.act(RUTH, test, "red/approve")
    assert (await suite.act(BERT, test, "blue/approve"))["state"] == "validated"


async def test_what_blue_was_told_of_counts_as_nothing_seen(suite: Suite) -> None:
    test = await blind_test(suite)
    await suite.act(ROSA, test, "red/submit")
    after = await suite.act(BELA, test, "blue/submit")
    execution = after["executions"][0]["id"]
    body = {"execution_id": execution, "tool_id": str(EDR), "rung": "alert", "how": "told"}
    told = await suite.act(BELA, test, "observations", body)
    assert (told["result"], told["blue"]["status"]) == ("not_detected", "submitted")


async def test_who_sees_the_red_side_does_not_do_the_blue_one(suite: Suite) -> None:
    test = await suite.draft(ROSA, red=ROSA, blind={})
    answer = await suite.send(DORA, "POST", f"/tests/{test['id']}/claim/blue", version=test["version"])
    assert (answer.status_code, [one["code"] for one in answer.json()["errors"]]) == (409, ["saw_red_side"])
    assert "know its red side" in answer.text
    for body, status in (({"blue": str(DORA.id)}, 422), ({"blue": str(BELA.id)}, 200)):
        version = (await suite.get(RUTH, f"/tests/{test['id']}"))["version"]
        answer = await suite.send(RUTH, "PATCH", f"/tests/{test['id']}", {"assignees": body}, version=version)
        assert answer.status_code == status, answer.text
    await suite.act(ROSA, test, "start")
    present = await suite.get(DORA, f"/tests/{test['id']}")
    answer = await suite.send(
        DORA, "POST", f"/tests/{test['id']}/observations", {"tool": "EDR", "rung": "alert"}, version=present["version"]
    )
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (409, "saw_red_side")
    assert not [one for one in present["allowed_actions"] if one["side"] == "blue" and one["action"] == "record"]


async def test_it_is_not_approved_before_its_reveal(suite: Suite) -> None:
    test = await blind_test(suite, reveal="lead")
    await suite.act(ROSA, test, "red/submit")
    hidden = await suite.act(BELA, test, "blue/submit")
    assert (hidden["blind"]["hidden"], hidden["executions"]) == (True, [])
    version = hidden["version"]
    answer = await suite.send(RUTH, "POST", f"/tests/{test['id']}/red/approve", version=version)
    assert "not_revealed" in {one["code"] for one in answer.json()["errors"]}
    refused = await suite.send(BERT, "POST", f"/tests/{test['id']}/reveal", version=version)
    assert refused.status_code == 403
    seen = await suite.act(RUTH, test, "reveal")
    assert seen["blind"]["revealed_by"]["name"] == "Ruth"
    again = await suite.send(RUTH, "POST", f"/tests/{test['id']}/reveal", version=seen["version"])
    assert (again.status_code, again.json()["errors"][0]["code"]) == (409, "revealed")


async def test_only_red_roles_draft_blind_and_only_what_can_be(suite: Suite) -> None:
    body = {"technique": "T1059.001", "procedure": {"name": "x"}, "blind": {}}
    assert (await suite.send(BELA, "POST", "/tests", body)).status_code == 403
    for blind, code in (
        ({"reveal": "at"}, "reveal_at"),
        ({"reveal_at": "2031-01-01T00:00:00Z"}, "reveal_at"),
        ({"reveal": "at", "reveal_at": "2020-01-01T00:00:00Z"}, "in_the_past"),
        ({"window_from": "2031-01-02T00:00:00Z", "window_until": "2031-01-01T00:00:00Z"}, "window_empty"),
    ):
        answer = await suite.send(ROSA, "POST", "/tests", {**body, "blind": blind})
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, code)
    plain = await suite.draft(RUTH)
    answer = await suite.send(RUTH, "POST", f"/tests/{plain['id']}/reveal", version=plain["version"])
    assert answer.json()["errors"][0]["code"] == "not_blind"


async def test_the_time_of_a_reveal_comes_once_however_many_look(suite: Suite) -> None:
    soon = (datetime.now(UTC) + timedelta(seconds=1)).isoformat()
    tests = [await blind_test(suite, started=False, reveal="at", reveal_at=soon) for _ in range(3)]
    await blind_test(suite, started=False, reveal="at", reveal_at="2031-01-01T00:00:00Z")

    async def look() -> int:
        async with suite.service.container() as scope:
            return await (await scope.get(RevealDue))()

    assert await look() == 0
    await asyncio.sleep(1.1)
    assert sum(await asyncio.gather(*(look() for _ in range(5)))) == 3
    for test in tests:
        seen = await suite.get(VERA, f"/tests/{test['id']}")
        assert (seen["procedure"]["name"], seen["version"]) == ("canary name", test["version"] + 1)
        assert seen["blind"]["revealed_by"] is None
    revealed = [one for _, one in await all_records(suite) if "test.revealed.v1" in one]
    assert len(revealed) == 3


async def test_a_line_does_not_name_a_hidden_test(suite: Suite) -> None:
    plain = await suite.draft(BELA, procedure={"name": "canary name"})
    hidden = await blind_test(suite)
    seen, all_seen = [await suite.get(who, f"/tests/{plain['id']}/line") for who in (BERT, RUTH)]
    assert [one["id"] for one in seen["tests"]] == [plain["id"]]
    assert len(all_seen["tests"]) == 2
    assert leaks(str(await suite.get(BERT, f"/tests/{hidden['id']}/line")), (plain["id"], *SECRETS)) == []


async def test_a_hidden_test_waits_on_blue_without_saying_what_it_is(suite: Suite) -> None:
    test = await suite.draft(ROSA, red=ROSA, procedure={"name": "canary name"}, blind={})
    await suite.act(ROSA, test, "start")
    await execute(suite, test)
    [waits] = (await suite.get(BELA, "/tests/queue"))["items"]
    assert (waits["number"], waits["waits_for"], waits["procedure"]) == (test["number"], "claim", "")
    assert [one["side"] for one in (await suite.get(DORA, "/tests/queue"))["items"]] == []
    claimed = await suite.act(BELA, test, "claim/blue")
    assert claimed["blue"]["assignee"]["id"] == str(BELA.id)
    assert {one["action"] for one in claimed["allowed_actions"] if not one["missing"]} >= {"record", "submit", "attach"}
    assert (await suite.http.get(f"{API}/tests/{test['id']}/history", headers=suite.headers(BELA))).json()["items"]
