"""What is our own goes all the way: a deployed rule moves a score, an own template makes a test."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from people import Person
from typer.testing import CliRunner

from aegis_client.cli.app import client_app
from aegis_client.http import AegisClient, Answer
from aegis_client.problem import Problem

TECHNIQUE = "T1547.001"


@pytest.fixture(scope="module")
def siem(admin: AegisClient) -> dict[str, Any]:
    made: dict[str, Any] = admin.post("/tools", {"name": f"SIEM {uuid4().hex[:6]}", "type": "siem"}).json
    return made


@pytest.fixture(scope="module")
def rule(people: dict[str, Person], enterprise: dict[str, Any]) -> Iterator[Answer]:
    """A rule of our own, retired when all is seen."""
    blue = people["blue_tech"].client
    body = {"title": "Run key", "techniques": [TECHNIQUE], "log_source": {"product": "windows"}, "severity": "high"}
    made = blue.post("/detection-rules", body)
    yield made
    path = f"/detection-rules/{made.json['id']}"
    blue.post(f"{path}/retire", {"reason": "The exercise is over."}, version=blue.get(path).etag)


def assumed(client: AegisClient, after: str | None = None) -> float:
    explained = client.get(f"/scores/techniques/{TECHNIQUE}/explanation", after=after).json
    found: float = explained["assumed"]
    return found


def test_a_deployed_rule_raises_what_is_assumed(people: dict[str, Person], rule: Answer, siem: dict[str, Any]) -> None:
    blue = people["blue_tech"].client
    before = assumed(blue, after=rule.event)
    path = f"/detection-rules/{rule.json['id']}/deployments/{siem['id']}"
    deployed = blue.put(path, {"status": "enabled", "local_id": "run-key"})
    assert assumed(blue, after=deployed.event) > before
    listed = blue.get("/techniques", has_enabled_rule="true", q=TECHNIQUE, after=deployed.event).json["items"]
    assert [one["attack_id"] for one in listed] == [TECHNIQUE]


def test_a_tools_own_list_is_synced_by_the_command_line(
    people: dict[str, Person], rule: Answer, siem: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blue = people["blue_tech"].client
    before = assumed(blue)
    table = tmp_path / "rules.csv"
    table.write_text("local_id,status\nrun-key,enabled\nelse,enabled\n")

    answer = blue.send_table(
        "/detection-rules/deployments/sync", table.read_bytes(), tool=siem["id"], complete=True
    ).json
    assert (answer["unchanged"], answer["unknown"], answer["disabled"]) == (1, 1, 0)
    table.write_text("local_id,status\nelse,enabled\n")
    ended = blue.send_table("/detection-rules/deployments/sync", table.read_bytes(), tool=siem["id"], complete=True)
    assert ended.json["disabled"] == 1
    assert assumed(blue, after=ended.event) < before
    shown = CliRunner().invoke(client_app(), ["rules", "sync", "--help"])
    assert shown.exit_code == 0


def test_a_test_is_drafted_by_a_template_of_our_own(people: dict[str, Person], enterprise: dict[str, Any]) -> None:
    red, lead = people["red_tech"].client, people["red_lead"].client
    body = {
        "name": "Our run key",
        "techniques": [TECHNIQUE],
        "platforms": ["Windows"],
        "executor": "command_prompt",
        "command": "reg add HKCU\\...\\Run /v #{name} /d #{what}",
        "arguments": [{"name": "name", "default": "aegis"}, {"name": "what"}],
    }
    made = red.post("/test-templates", body)
    path = f"/test-templates/{made.json['id']}"
    lead.post(f"{path}/approve", version=made.etag)
    draft = {"template": {"id": made.json["id"], "arguments": {"what": "calc.exe"}}}
    test = _when_heard(red, draft).json
    assert (test["procedure"]["template_revision"], test["technique"]["attack_id"]) == (1, TECHNIQUE)
    filled = {one["name"]: (one["value"], one["filled_by"]) for one in test["procedure"]["arguments"]}
    assert filled == {"name": ("aegis", "default"), "what": ("calc.exe", "person")}
    lead.post(f"{path}/retire", {"reason": "The exercise is over."}, version=lead.get(path).etag)


def _when_heard(client: AegisClient, draft: dict[str, Any]) -> Answer:
    """Drafts once testing has heard of the template's approval."""
    until = time.monotonic() + 30
    while True:
        try:
            return client.post("/tests", draft)
        except Problem:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
