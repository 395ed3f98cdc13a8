"""Corrections: proposed by a lead, approved by a red and a blue one; what the test said before stays readable."""

from collections.abc import Mapping
from typing import Any

import httpx
import pytest
from testing_support.database import put
from testing_support.people import ADA, BEA, BELA, BERT, DORA, ROLF, ROSA, RUTH, caller
from testing_support.service import Suite
from testing_support.tests import Desk

from aegis_kernel.rights import Action, Caller, Role


@pytest.fixture
async def test(suite: Suite, desk: Desk) -> Any:
    made = desk.validated()
    await put(suite.database, made)
    return await suite.get(RUTH, f"/tests/{made.id}")


def missed(test: Mapping[str, Any]) -> dict[str, Any]:
    return {"reason": "It was another host's.", "observations": [{"id": test["observations"][0]["id"], "rung": "none"}]}


async def propose(suite: Suite, who: Caller, test: Mapping[str, Any], body: Any = None) -> Any:
    present = await suite.get(who, f"/tests/{test['id']}")
    answer = await suite.send(
        who, "POST", f"/tests/{test['id']}/corrections", body or missed(test), version=present["version"]
    )
    assert answer.status_code == 201, answer.text
    return (await suite.get(who, f"/tests/{test['id']}/corrections"))["items"][-1]


async def decide(
    suite: Suite, who: Caller, test: Mapping[str, Any], correction: Any, move: str, body: Any = None
) -> httpx.Response:
    present = await suite.get(RUTH, f"/tests/{test['id']}")
    path = f"/tests/{test['id']}/corrections/{correction['id']}/{move}"
    return await suite.send(who, "POST", path, body, version=present["version"])


def codes(answer: httpx.Response) -> list[str]:
    return [one["code"] for one in answer.json()["errors"]]


async def test_both_leads_approve_and_the_old_version_stays_readable(suite: Suite, test: Any) -> None:
    correction = await propose(suite, RUTH, test)
    [change] = correction["observations"]
    assert (change["before"]["rung"], change["after"]["rung"]) == ("alert", "none")
    once = await decide(suite, ROLF, test, correction, "approve")
    assert (once.status_code, once.json()["result"]) == (200, "detected")
    twice = await decide(suite, BERT, test, correction, "approve")
    after = twice.json()
    assert (after["state"], after["result"], after["validated_at"]) == (
        "validated",
        "not_detected",
        test["validated_at"],
    )
    first, second = (await suite.get(BELA, f"/tests/{test['id']}/versions"))["items"]
    assert (first["result"], second["result"]) == ("detected", "not_detected")
    assert (first["observations"][0]["rung"], second["observations"][0]["rung"]) == ("alert", "none")
    assert (first["since"], first["until"], second["until"]) == (test["validated_at"], second["since"], None)
    [closed] = (await suite.get(BELA, f"/tests/{test['id']}/corrections"))["items"]
    assert (closed["status"], [one["by"]["name"] for one in closed["approvals"]]) == ("applied", ["Rolf", "Bert"])
    moves = [one["move"] for one in (await suite.get(BELA, f"/tests/{test['id']}/history"))["items"]]
    assert moves[-3:] == ["correct", "approve-correction", "approve-correction"]
    async with suite.database.raw() as connection:
        last = await connection.fetchval(
            "select headers from outbox where topic like '%testing.tests' order by id desc"
        )
    assert b"aegis.testing.test.corrected.v1" in last


async def test_one_person_does_not_approve_for_both(suite: Suite, test: Any) -> None:
    correction = await propose(suite, DORA, test)
    assert (await decide(suite, DORA, test, correction, "approve")).status_code == 200
    answer = await decide(suite, DORA, test, correction, "approve")
    assert (answer.status_code, codes(answer)) == (409, ["second_vote"])
    again = await decide(suite, RUTH, test, correction, "approve")
    assert (again.status_code, codes(again)) == (409, ["approved"])
    assert (await decide(suite, BEA, test, correction, "approve")).json()["result"] == "not_detected"


@pytest.mark.parametrize("who", [ROSA, BELA, ADA], ids=lambda one: one.name)
async def test_only_leads_propose_and_decide(suite: Suite, test: Any, who: Caller) -> None:
    answer = await suite.send(who, "POST", f"/tests/{test['id']}/corrections", missed(test), version=test["version"])
    assert answer.status_code == 403
    correction = await propose(suite, RUTH, test)
    for move, body in (("approve", None), ("reject", {"reason": "no"}), ("withdraw", None)):
        assert (await decide(suite, who, test, correction, move, body)).status_code == 403, move


async def test_a_token_approves_no_correction(suite: Suite, test: Any) -> None:
    correction = await propose(suite, RUTH, test)
    robot = caller("Robot", *Role, token_id="t", scopes=frozenset(action.value for action in Action))
    for side in ("red", "blue"):
        assert (await decide(suite, robot, test, correction, "approve", {"side": side})).status_code == 403


async def test_it_is_rejected_by_a_lead_or_withdrawn_by_its_proposer(suite: Suite, test: Any) -> None:
    first = await propose(suite, RUTH, test)
    refused = await suite.send(
        BERT, "POST", f"/tests/{test['id']}/corrections", missed(test),
        version=(await suite.get(BERT, f"/tests/{test['id']}"))["version"],
    )  # fmt: skip
    assert codes(refused) == ["correction_open"]
    assert (await decide(suite, BERT, test, first, "reject", {"reason": "It was ours."})).status_code == 200
    second = await propose(suite, RUTH, test)
    assert codes(await decide(suite, BERT, test, second, "withdraw")) == ["not_the_proposer"]
    assert (await decide(suite, RUTH, test, second, "withdraw")).json()["result"] == "detected"
    statuses = [one["status"] for one in (await suite.get(BERT, f"/tests/{test['id']}/corrections"))["items"]]
    assert statuses == ["rejected", "withdrawn"]
    assert codes(await decide(suite, BERT, test, second, "approve")) == ["no_correction"]
    assert len((await suite.get(BERT, f"/tests/{test['id']}/versions"))["items"]) == 1


async def test_what_contradicts_itself_or_changes_nothing_is_not_proposed(suite: Suite, test: Any) -> None:
    execution, observation = test["executions"][0]["id"], test["observations"][0]["id"]
    for body, status, code in (
        ({"executions": [{"id": execution, "outcome": "blocked"}]}, 409, "blocked_by_nothing"),
        ({"executions": [{"id": execution, "outcome": "succeeded"}]}, 422, "nothing_changes"),
        ({"observations": [{"id": observation, "rung": "none", "alerted_at": "2026-11-24T12:00:00Z"}]}, 422,
         "time_without_alert"),
        ({"observations": [{"id": observation, "execution_id": observation}]}, 409, "execution_not_found"),
        ({"observations": [{"id": observation, "rung": "none"}] * 2}, 422, "twice"),
        ({"executions": [{"id": execution, "platform": "BeOS"}]}, 422, "platform_unknown"),
    ):  # fmt: skip
        answer = await suite.send(
            RUTH, "POST", f"/tests/{test['id']}/corrections", {"reason": "x", **body}, version=test["version"]
        )
        assert (answer.status_code, code in codes(answer)) == (status, True), answer.text
    missing = {"reason": "x", "executions": [{"id": observation, "outcome": "failed"}]}
    answer = await suite.send(RUTH, "POST", f"/tests/{test['id']}/corrections", missing, version=test["version"])
    assert answer.status_code == 404


async def test_what_is_not_validated_is_not_corrected(suite: Suite, desk: Desk) -> None:
    made = desk.in_review()
    await put(suite.database, made)
    seen = await suite.get(RUTH, f"/tests/{made.id}")
    answer = await suite.send(RUTH, "POST", f"/tests/{made.id}/corrections", missed(seen), version=seen["version"])
    assert (answer.status_code, codes(answer)) == (409, ["not_validated"])
    assert answer.json()["state"] == "in_review"
    assert (await suite.get(RUTH, f"/tests/{made.id}/versions"))["items"] == []


async def test_who_worked_on_a_side_does_not_approve_its_correction(suite: Suite, desk: Desk) -> None:
    made = desk.validated(red=ROLF)
    await put(suite.database, made)
    seen = await suite.get(RUTH, f"/tests/{made.id}")
    correction = await propose(suite, ROLF, seen)
    assert codes(await decide(suite, ROLF, seen, correction, "approve")) == ["own_work"]


async def test_corrections_come_one_after_the_other(suite: Suite, test: Any) -> None:
    for rung in ("none", "telemetry", "alert"):
        body = {"reason": rung, "observations": [{"id": test["observations"][0]["id"], "rung": rung}]}
        correction = await propose(suite, RUTH, test, body)
        for who in (RUTH, BERT):
            assert (await decide(suite, who, test, correction, "approve")).status_code == 200
    said = (await suite.get(BELA, f"/tests/{test['id']}/versions"))["items"]
    assert [one["result"] for one in said] == ["detected", "not_detected", "partially_detected", "detected"]
    assert [one["number"] for one in said] == [1, 2, 3, 4]
