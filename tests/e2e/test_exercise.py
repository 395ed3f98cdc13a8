"""One purple test with four people's roles: drafted, executed while blue observes, submitted, decided, and seen."""

import time
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from people import Person

from aegis_client.http import AegisClient, Answer, Problem

TECHNIQUE = "T1059.001"
NOW = datetime.now(UTC).replace(microsecond=0)


def stamp(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


@pytest.fixture(scope="module")
def tool(admin: AegisClient) -> dict[str, Any]:
    """A defence tool to observe with."""
    made: dict[str, Any] = admin.post("/tools", {"name": "EDR", "type": "edr", "platforms": ["Windows"]}).json
    return made


@pytest.fixture(scope="module")
def drafted(people: dict[str, Person], enterprise: dict[str, Any]) -> Answer:
    """The test as red drafts it, both sides assigned."""
    red, blue = people["red_tech"], people["blue_tech"]
    return red.client.post(
        "/tests",
        {
            "technique": TECHNIQUE,
            "procedure": {"name": "Encoded command", "command": "powershell -enc ..."},
            "assignees": {"red": red.id, "blue": blue.id},
        },
    )


def act(person: Person, path: str, body: Any = None) -> Any:
    """Takes an action on the present state of the test, as a frontend does: read, then write what was read."""
    test_path = "/".join(path.split("/")[:3])
    etag = person.client.get(test_path).etag
    return person.client.post(path, body, version=etag)


@pytest.fixture(scope="module")
def validated(people: dict[str, Person], drafted: Answer, tool: dict[str, Any]) -> Answer:
    """The test after both leads have approved; every step is checked on the way."""
    test = f"/tests/{drafted.json['id']}"
    red, blue = people["red_tech"], people["blue_tech"]
    red_lead, blue_lead = people["red_lead"], people["blue_lead"]

    started = act(red, f"{test}/start").json
    assert started["state"] == "red_executing"
    execution = act(
        red,
        f"{test}/executions",
        {
            "platform": "Windows",
            "environment": "production",
            "target": "host-1",
            "outcome": "succeeded",
            "started_at": stamp(NOW - timedelta(minutes=10)),
            "ended_at": stamp(NOW - timedelta(minutes=9)),
            "clean_up_done": True,
        },
    ).json["executions"][0]
    # Blue observes while red is still open.
    observed = act(
        blue,
        f"{test}/observations",
        {
            "execution_id": execution["id"],
            "tool_id": tool["id"],
            "rung": "alert",
            "prevention": "none",
            "alerted_at": stamp(NOW - timedelta(minutes=8)),
        },
    ).json
    assert observed["red"]["status"] == "open"
    assert observed["result"] == "detected"

    assert act(red, f"{test}/red/submit").json["state"] == "blue_evaluating"
    assert act(blue, f"{test}/blue/submit").json["state"] == "in_review"
    assert act(red_lead, f"{test}/red/approve").json["red"]["status"] == "approved"
    answer: Answer = act(blue_lead, f"{test}/blue/approve")
    assert answer.json["state"] == "validated"
    return answer


def test_forbidden_moves_are_refused_with_what_is_missing(
    people: dict[str, Person], enterprise: dict[str, Any]
) -> None:
    red, lead = people["red_tech"], people["red_lead"]
    made = red.client.post(
        "/tests", {"technique": TECHNIQUE, "procedure": {"name": "Step"}, "assignees": {"red": red.id}}
    )
    test = f"/tests/{made.json['id']}"
    with pytest.raises(Problem) as refused:
        act(lead, f"{test}/red/approve")
    assert (refused.value.status, refused.value.code) == (409, "rule_broken")
    assert "draft" in refused.value.body.detail
    act(red, f"{test}/start")
    with pytest.raises(Problem) as refused:
        act(red, f"{test}/red/submit")
    assert refused.value.status == 409
    assert any("execution" in fault.detail for fault in refused.value.body.errors)


def test_blue_may_not_do_reds_work(people: dict[str, Person], drafted: Answer) -> None:
    with pytest.raises(Problem) as refused:
        act(people["blue_tech"], f"/tests/{drafted.json['id']}/red/submit")
    assert refused.value.status == 403


def test_a_stale_write_gets_412_with_the_present_version(people: dict[str, Person], validated: Answer) -> None:
    red = people["red_tech"]
    made = red.client.post(
        "/tests", {"technique": TECHNIQUE, "procedure": {"name": "Step"}, "assignees": {"red": red.id}}
    )
    path = f"/tests/{made.json['id']}"
    first = red.client.patch(path, {"tags": ["one"]}, version=made.etag)
    with pytest.raises(Problem) as refused:
        red.client.patch(path, {"tags": ["two"]}, version=made.etag)
    assert refused.value.status == 412
    assert red.client.get(path).etag == first.etag
    assert red.client.get(path).json["tags"] == ["one"]


def test_a_write_without_a_version_is_refused(people: dict[str, Person], drafted: Answer) -> None:
    with pytest.raises(Problem) as refused:
        people["red_lead"].client.post(f"/tests/{drafted.json['id']}/hold")
    assert refused.value.status == 428


def test_within_a_second_the_score_shows_it(people: dict[str, Person], validated: Answer) -> None:
    started = time.monotonic()
    explanation = people["viewer"].client.get(f"/scores/techniques/{TECHNIQUE}/explanation", after=validated.event).json
    assert time.monotonic() - started < 1
    factors = {factor["name"]: factor for factor in explanation["factors"]}
    assert factors["tests"]["value"] == 1.0
    assert explanation["score"] > 0
    assert [test["id"] for test in explanation["tests"]] == [validated.json["id"]]


def test_within_a_second_status_matrix_and_layer_show_it(people: dict[str, Person], validated: Answer) -> None:
    client = people["viewer"].client
    started = time.monotonic()
    matrix = client.get("/matrix", after=validated.event, domain="enterprise").json
    assert time.monotonic() - started < 1
    cells = [cell for tactic in matrix["tactics"] for cell in tactic["techniques"] if cell["attack_id"] == TECHNIQUE]
    assert cells
    assert {cell["status"] for cell in cells} == {"validated"}
    layer = client.get("/layers/score", after=validated.event, domain="enterprise").json
    scored = [entry for entry in layer["techniques"] if entry["techniqueID"] == TECHNIQUE]
    assert scored
    assert all(entry["score"] > 0 for entry in scored)
    assert layer["versions"]["layer"] == "4.5"
    assert client.get("/coverage", after=validated.event).json["total"]["by_status"]["validated"] == 1
    until = time.monotonic() + 1
    while client.get(f"/techniques/{TECHNIQUE}").json["coverage_status"] != "validated":
        assert time.monotonic() < until
        time.sleep(0.02)


def test_the_audit_trail_names_who_approved_and_its_chain_holds(people: dict[str, Person], validated: Answer) -> None:
    auditor = people["auditor"].client
    until = time.monotonic() + 1
    while True:
        entries = list(auditor.pages("/audit-events", object=validated.json["id"]))
        if sum(1 for entry in entries if entry["action"].endswith("approve")) == 2:
            break
        assert time.monotonic() < until, [entry["action"] for entry in entries]
        time.sleep(0.02)
    assert auditor.get("/audit-events/verify").json["intact"] is True
    with pytest.raises(Problem) as refused:
        people["red_tech"].client.get("/audit-events")
    assert refused.value.status == 403


def test_the_history_tells_every_move(people: dict[str, Person], validated: Answer) -> None:
    history = people["viewer"].client.get(f"/tests/{validated.json['id']}/history").json["items"]
    moves = [(entry["move"], entry.get("side")) for entry in history]
    assert moves == [
        ("draft", None),
        ("start", None),
        ("submit", "red"),
        ("submit", "blue"),
        ("approve", "red"),
        ("approve", "blue"),
    ]


def test_evidence_comes_back_as_it_was_sent(people: dict[str, Person], enterprise: dict[str, Any]) -> None:
    red = people["red_tech"]
    made = red.client.post(
        "/tests", {"technique": TECHNIQUE, "procedure": {"name": "Step"}, "assignees": {"red": red.id}}
    )
    act(red, f"/tests/{made.json['id']}/start")
    content = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 64
    uploaded = red.client.upload(
        "/evidence",
        content,
        name="../../shot.png",
        fields={"test_id": made.json["id"], "side": "red", "caption": "Seen"},
    ).json
    assert uploaded["name"] == "shot.png"
    assert uploaded["media_type"] == "image/png"
    download = people["blue_tech"].client.get(f"/evidence/{uploaded['id']}/download")
    assert download.content == content
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert download.headers["X-Content-Type-Options"] == "nosniff"


def test_testvalidated_is_on_the_topic(people: dict[str, Person], validated: Answer, admin: AegisClient) -> None:
    topic, key, version = (validated.event or "").rsplit("/", 2)
    assert (topic, key) == ("aegis.testing.tests", validated.json["id"])
    assert int(version) == int(validated.json["version"])
