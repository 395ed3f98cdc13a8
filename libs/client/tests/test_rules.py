"""``aegis rules sync``: the file goes as it is, the answer is a table."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner

from aegis_client.cli import rules
from aegis_client.cli.app import client_app
from aegis_client.http import AegisClient

ANSWER = {
    "dry_run": False, "complete": True, "rows": 2, "new": 1, "changed": 0, "unchanged": 0, "disabled": 3, "unknown": 1,
    "unknown_rows": [{"line": 3, "named": "[x]", "why": "unknown"}],
}  # fmt: skip
TOOLS = {"items": [{"id": "tool-1", "name": "EDR"}], "next_cursor": None}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[httpx.Request]:
    """The requests that a server got, which knows one tool."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=TOOLS if request.method == "GET" else ANSWER)

    @contextmanager
    def connected(server: str | None) -> Iterator[AegisClient]:
        with AegisClient("http://test", transport=httpx.MockTransport(answer)) as client:
            yield client

    monkeypatch.setattr(rules, "connected", connected)
    return seen


def test_a_list_goes_to_its_tool(asked: list[httpx.Request], tmp_path: Path) -> None:
    table = tmp_path / "rules.csv"
    table.write_bytes(b"key\nx\n[x]\n")
    result = CliRunner().invoke(client_app(), ["rules", "sync", str(table), "--tool", "edr", "--complete"])
    assert result.exit_code == 0, result.output
    sent = asked[-1]
    assert (sent.content, sent.headers["Content-Type"]) == (b"key\nx\n[x]\n", "text/csv")
    assert dict(sent.url.params) == {"tool": "tool-1", "complete": "true", "dry_run": "false"}
    assert "line 3: unknown: [x]" in result.output


def test_json_is_told_apart_and_an_unknown_tool_is_a_misuse(asked: list[httpx.Request], tmp_path: Path) -> None:
    table = tmp_path / "rules.json"
    table.write_bytes(b"[]")
    runner = CliRunner()
    assert runner.invoke(client_app(), ["rules", "sync", str(table), "--tool", "tool-1", "--json"]).exit_code == 0
    assert asked[-1].headers["Content-Type"] == "application/json"
    assert runner.invoke(client_app(), ["rules", "sync", str(table), "--tool", "SIEM"]).exit_code == 2
