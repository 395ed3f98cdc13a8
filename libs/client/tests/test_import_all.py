"""Everything in a folder is imported once, some uploads at a time, and told in one table."""

import json
import threading
import time
import zipfile
from pathlib import Path
from typing import Any

import httpx
import pytest
import typer

from aegis_client.cli.import_all import UPLOADS, import_everything
from aegis_client.cli.import_tables import WIDE, tell_all, totals_of
from aegis_client.cli.session import out
from aegis_client.http import AegisClient

FILES = {
    "sigma": "rules/a.yml",
    "elastic": "rules/a.toml",
    "splunk": "detections/a.yml",
    "caldera": "data/abilities/a.yml",
    "lolbas": "yml/a.yml",
    "gtfobins": "_gtfobins/a",
}
ZERO = {"read": 3, "new": 2, "changed": 0, "unchanged": 1, "withdrawn": 0, "skipped": 0}


class Server:
    """Takes uploads, and lets a run go through its states as it is asked for."""

    def __init__(self, *, refuses: str = "", fails: str = "") -> None:
        self.refuses = refuses
        self.fails = fails
        self.runs: dict[str, dict[str, Any]] = {}
        self.asked = 0
        self.uploading = 0
        self.most = 0
        self._lock = threading.Lock()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix("/api/v1")
        if path == "/data-sources":
            return httpx.Response(200, json={"items": [{"name": name} for name in FILES], "next_cursor": None})
        if path == "/import-runs":
            return self.listed()
        return self.uploaded(path.split("/")[2], dry_run=request.url.params.get("dry_run") == "true")

    def uploaded(self, source: str, *, dry_run: bool) -> httpx.Response:
        with self._lock:
            self.uploading += 1
            self.most = max(self.most, self.uploading)
        time.sleep(0.02)
        with self._lock:
            self.uploading -= 1
            if source == self.refuses:
                problem = {
                    "title": "Refused",
                    "status": 409,
                    "code": "source_disabled",
                    "detail": "It is switched off.",
                }
                return httpx.Response(409, json=problem, headers={"content-type": "application/problem+json"})
            run = {
                "id": f"run-{source}", "source_name": source, "state": "queued", "counts": {}, "problems_count": 0,
                "duration_seconds": None, "dry_run": dry_run,
            }  # fmt: skip
            self.runs[source] = run
            return httpx.Response(202, json=run)

    def listed(self) -> httpx.Response:
        with self._lock:
            self.asked += 1
            for source, run in self.runs.items():
                if run["state"] == "queued":
                    run["state"] = "reading"
                elif source == self.fails:
                    run |= {"state": "failed", "error": "It is an empty [file]."}
                else:
                    ended = "previewed" if run["dry_run"] else "applied"
                    run |= {"state": ended, "counts": {"rule": ZERO}, "problems_count": 1, "duration_seconds": 0.5}
            return httpx.Response(200, json={"items": list(self.runs.values()), "next_cursor": None})


def folder(tmp_path: Path) -> Path:
    for source, member in FILES.items():
        with zipfile.ZipFile(tmp_path / f"{source}.zip", "w") as archive:
            archive.writestr(f"top/{member}", "x")
    return tmp_path


def client(server: Server) -> AegisClient:
    return AegisClient("http://aegis.test", transport=httpx.MockTransport(server))


def test_every_source_is_imported_once_with_few_uploads_at_a_time(tmp_path: Path) -> None:
    server = Server()
    runs, left_out = import_everything(client(server), folder(tmp_path))
    assert [run["source_name"] for run in runs] == list(FILES)
    assert {run["state"] for run in runs} == {"applied"}
    assert left_out == []
    assert 1 < server.most <= UPLOADS
    assert server.asked <= 6, "all runs are asked for together"
    assert totals_of(runs) == {name: count * 6 for name, count in ZERO.items()} | {"problems": 6}


def test_a_refused_upload_and_a_failed_run_do_not_keep_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    server = Server(refuses="sigma", fails="caldera")
    runs, left_out = import_everything(client(server), folder(tmp_path))
    states = {run["source_name"]: run["state"] for run in runs}
    assert (states["sigma"], states["caldera"], states["lolbas"]) == ("refused", "failed", "applied")
    tell_all(runs, left_out, 1.5)
    told = capsys.readouterr()
    assert "It is switched off." in told.err
    assert "It is an empty [file]." in told.err
    assert "all" in told.out
    assert "12" in told.out


@pytest.mark.parametrize("width", [70, 200])
def test_no_name_is_cut_in_the_closing_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    """A narrow terminal leaves out what is zero everywhere; a pipe has room for all."""
    monkeypatch.setattr(out, "width", width)
    runs, left_out = import_everything(client(Server()), folder(tmp_path))
    tell_all(runs, left_out, 1.5)
    told = capsys.readouterr().out
    assert all(name in told for name in FILES)
    assert "…" not in told
    assert ("Nothing is changed, withdrawn, skipped." in told) == (width < WIDE)


def test_a_dry_run_of_everything_ends_with_previews(tmp_path: Path) -> None:
    runs, _ = import_everything(client(Server()), folder(tmp_path), dry_run=True)
    assert {run["state"] for run in runs} == {"previewed"}


def test_a_folder_with_nothing_known_fails(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text(json.dumps({}))
    with pytest.raises(typer.Exit) as ended:
        import_everything(client(Server()), tmp_path)
    assert ended.value.exit_code == 1
    with pytest.raises(typer.Exit) as ended:
        import_everything(client(Server()), tmp_path / "nowhere")
    assert ended.value.exit_code == 2
