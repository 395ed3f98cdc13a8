"""One exercise over HTTP, from draft to validation, with everybody in their role."""

from datetime import UTC, datetime, timedelta

from testing_support.people import BELA, BERT, DORA, ROSA, RUTH, VERA
from testing_support.service import EDR, Suite

NOW = datetime.now(UTC).replace(microsecond=0)


def stamp(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


EXECUTION = {
    "platform": "windows",
    "environment": "production",
    "target": "host-1",
    "outcome": "succeeded",
    "started_at": stamp(NOW - timedelta(minutes=10)),
    "ended_at": stamp(NOW - timedelta(minutes=9)),
}


async def observed_test(suite: Suite) -> dict:
    test = await suite.draft(ROSA, ROSA, BELA)
    await suite.act(ROSA, test, "start")
    test = await suite.act(ROSA, test, "executions", EXECUTION)
    seen = {
        "execution_id": test["executions"][0]["id"],
        "tool_id": str(EDR),
        "rung": "alert",
        "alerted_at": stamp(NOW - timedelta(minutes=8)),
    }
    return await suite.act(BELA, test, "observations", seen)


async def test_from_draft_to_validated(suite: Suite) -> None:
    test = await observed_test(suite)
    assert test["red"]["status"] == "open"
    assert test["result"] == "detected"
    assert test["executions"][0]["platform"] == "Windows"
    assert test["executions"][0]["result"] == "detected"
    assert test["observations"][0]["tool"] == "EDR"
    assert test["technique"]["attack_id"] == "T1059.001"

    assert (await suite.act(ROSA, test, "red/submit"))["state"] == "blue_evaluating"
    assert (await suite.act(BELA, test, "blue/submit"))["state"] == "in_review"
    assert (await suite.act(RUTH, test, "red/approve"))["red"]["status"] == "approved"
    done = await suite.act(BERT, test, "blue/approve", {"reason": "clean"})
    assert done["state"] == "validated"
    assert done["independently_reviewed"] is True
    assert [vote["decision"] for vote in done["reviews"]] == ["approved", "approved"]
    assert done["lines"][0]["result"] == "detected"

    history = await suite.get(VERA, f"/tests/{done['number']}/history")
    assert [(entry["move"], entry["side"]) for entry in history["items"]] == [
        ("draft", None),
        ("start", None),
        ("submit", "red"),
        ("submit", "blue"),
        ("approve", "red"),
        ("approve", "blue"),
    ]
    line = await suite.get(VERA, f"/tests/{done['id']}/line")
    assert line["lines"][0]["test_id"] == done["id"]

    retest = await suite.send(RUTH, "POST", f"/tests/{done['id']}/retest", {}, version=done["version"])
    assert retest.status_code == 201
    assert retest.headers["Location"] == f"/api/v1/tests/{retest.json()['id']}"
    assert retest.json()["retest_of"] == done["id"]
    assert (await suite.get(VERA, f"/tests/{done['id']}"))["retests"] == 1


async def test_the_answer_carries_version_and_event(suite: Suite) -> None:
    test = await suite.draft(ROSA, ROSA)
    answer = await suite.send(ROSA, "POST", f"/tests/{test['id']}/start", version=test["version"])
    assert answer.headers["ETag"] == f'"{answer.json()["version"]}"'
    assert answer.headers["Aegis-Event"] == f"aegis.testing.tests/{test['id']}/{answer.json()['version']}"


async def test_allowed_actions_are_the_callers(suite: Suite) -> None:
    test = await observed_test(suite)
    await suite.act(ROSA, test, "red/submit")
    await suite.act(BELA, test, "blue/submit")

    async def actions(caller: object) -> set[str]:
        seen = await suite.get(caller, f"/tests/{test['id']}")
        return {f"{one['action']}({one['side']})" for one in seen["allowed_actions"] if not one["missing"]}

    assert "approve(red)" in await actions(RUTH)
    assert "approve(blue)" not in await actions(RUTH)
    assert {"approve(red)", "approve(blue)"} <= await actions(DORA)
    assert await actions(VERA) == set()


async def test_rules_and_the_response_are_recorded(suite: Suite) -> None:
    test = await observed_test(suite)
    rule = {"rule_id": "11111111-1111-4111-8111-111111111111", "title": "Encoded PowerShell", "outcome": "fired"}
    test = await suite.act(BELA, test, "rule-results", rule)
    assert test["rule_results"][0]["by"]["name"] == "Bela"
    test = await suite.act(BELA, test, "response", {"responded_at": stamp(NOW - timedelta(minutes=5))})
    assert test["responded_at"] == stamp(NOW - timedelta(minutes=5))
    answer = await suite.send(
        BELA, "DELETE", f"/tests/{test['id']}/rule-results/{rule['rule_id']}", version=test["version"]
    )
    assert answer.json()["rule_results"] == []


async def test_records_are_changed_and_removed(suite: Suite) -> None:
    test = await observed_test(suite)
    path = f"/tests/{test['id']}"
    execution, seen = test["executions"][0]["id"], test["observations"][0]["id"]
    answer = await suite.send(
        ROSA, "PATCH", f"{path}/executions/{execution}", {"ended_at": None, "exit_code": 0}, version=test["version"]
    )
    assert (answer.json()["executions"][0]["ended_at"], answer.json()["executions"][0]["exit_code"]) == (None, 0)
    answer = await suite.send(
        BELA, "PATCH", f"{path}/observations/{seen}", {"how": "hunted"}, version=answer.json()["version"]
    )
    assert answer.json()["result"] == "partially_detected"
    version = answer.json()["version"]
    refused = await suite.send(ROSA, "DELETE", f"{path}/executions/{execution}", version=version)
    assert refused.status_code == 409
    answer = await suite.send(BELA, "DELETE", f"{path}/observations/{seen}", version=version)
    answer = await suite.send(ROSA, "DELETE", f"{path}/executions/{execution}", version=answer.json()["version"])
    assert answer.json()["executions"] == []


async def test_a_contradiction_is_explained(suite: Suite) -> None:
    test = await observed_test(suite)
    await suite.send(BELA, "PATCH", f"/tests/{test['id']}", {"tags": ["late"]}, version=test["version"])
    early = {"alerted_at": stamp(NOW - timedelta(hours=2))}
    present = await suite.get(BELA, f"/tests/{test['id']}")
    seen = present["observations"][0]["id"]
    answer = await suite.send(
        BELA, "PATCH", f"/tests/{test['id']}/observations/{seen}", early, version=present["version"]
    )
    [found] = answer.json()["contradictions"]
    await suite.act(ROSA, test, "red/submit")
    await suite.act(BELA, test, "blue/submit")
    present = await suite.get(RUTH, f"/tests/{test['id']}")
    refused = await suite.send(RUTH, "POST", f"/tests/{test['id']}/red/approve", version=present["version"])
    assert refused.status_code == 409
    assert [fault["code"] for fault in refused.json()["errors"]] == ["alert_before_start"]
    explained = {"key": found["key"], "side": "blue", "explanation": "its clock is two hours behind"}
    answered = await suite.act(BELA, test, "contradictions", explained)
    assert answered["contradictions"][0]["explanation"]["by"]["name"] == "Bela"
    await suite.act(RUTH, test, "red/approve")


async def test_times_of_a_side_are_shifted_at_once(suite: Suite) -> None:
    test = await observed_test(suite)
    shifted = await suite.act(ROSA, test, "red/shift-times", {"offset_seconds": -3600})
    assert shifted["executions"][0]["started_at"] == stamp(NOW - timedelta(minutes=70))
