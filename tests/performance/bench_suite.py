"""What people wait for, in both modes: ATT&CK enterprise from file to matrix, the same file again, a validated test
from its last approval to the matrix; and the memory of it. The baseline of each is the other mode, or the target."""

import os
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "e2e"))

from people import Person, sign_up  # noqa: E402
from suites import Suite, running_suite  # noqa: E402
from table import percentile, show  # noqa: E402

from aegis_client.cli.imports import import_one  # noqa: E402
from aegis_client.http import AegisClient  # noqa: E402
from aegis_testkit.processes import free_port  # noqa: E402

DATA = Path(os.environ.get("AEGIS_TEST_DATA", HERE.parents[2] / "shared" / "data"))
ENTERPRISE = DATA / "attack-stix-data-enterprise-attack-19.1.zip"
TARGETS = {"standalone": 6.0, "distributed": 8.0}
TARGET_AGAIN = 1.5
TARGET_P99_MS = 100.0
TARGET_MEMORY = 300
READER_GONE_AFTER = 12.0
VALIDATED = int(os.environ.get("AEGIS_BENCH_VALIDATED", "100"))


def main() -> None:
    if not ENTERPRISE.exists():
        print(f"skipped: {ENTERPRISE} is not here; set AEGIS_TEST_DATA")
        return
    imports: list[list[object]] = []
    latencies: list[list[object]] = []
    memory: list[list[object]] = []
    for mode in sys.argv[1:] or ("standalone", "distributed"):
        with (
            tempfile.TemporaryDirectory(prefix=f"aegis-{mode}-") as folder,
            running_suite(mode, Path(folder), free_port()) as suite,
        ):
            measure(suite, imports, latencies, memory)
    show("ATT&CK enterprise 19.1 (zip), seconds", ["mode", "what", "seconds", "target", "of target"], imports)
    header = ["mode", "n", "p50 ms", "p99 ms", "target p99", "of target"]
    show("Last approval to fresh matrix", header, latencies)
    show("Memory, MiB resident", ["mode", "what", "MiB", "target"], memory)


def measure(
    suite: Suite, imports: list[list[object]], latencies: list[list[object]], memory: list[list[object]]
) -> None:
    admin = suite.admin()
    before = rss(suite)
    began = time.perf_counter()
    run = import_one(admin, "attack-enterprise", str(ENTERPRISE), dry_run=False, wait=True)
    applied = time.perf_counter() - began
    assert run["state"] == "applied", run
    seen = {
        "visible in the catalogue": lambda: admin.get("/techniques", limit=1, count="true").json["total"] == 697,
        "visible in scoring": lambda: admin.get("/coverage").json["techniques"] == 697,
        "visible in the matrix": lambda: admin.get("/matrix", domain="enterprise").json["counts"]["cells"] == 872,
    }
    target = TARGETS[suite.mode]
    read = run["duration_seconds"]
    imports.append([suite.mode, "the run itself: read, compare, publish", read, "", ""])
    imports.append([suite.mode, "applied by the catalogue", applied, "", ""])
    for what, holds in seen.items():
        until(holds)
        seconds = time.perf_counter() - began
        imports.append([suite.mode, what, seconds, target, seconds / target])
    memory.append([suite.mode, "before the import, without PostgreSQL", before["python"], ""])
    memory.append([suite.mode, "right after the import, with the reading process", rss(suite)["python"], ""])
    time.sleep(READER_GONE_AFTER)
    target = TARGET_MEMORY if suite.mode == "standalone" else ""
    memory.append([suite.mode, "after the import, without PostgreSQL", rss(suite)["python"], target])
    memory.append([suite.mode, "PostgreSQL", rss(suite)["postgres"], ""])
    began = time.perf_counter()
    again = import_one(admin, "attack-enterprise", str(ENTERPRISE), dry_run=False, wait=True)
    seconds = time.perf_counter() - began
    assert all(kind["unchanged"] == kind["read"] for kind in again["counts"].values()), again
    imports.append([suite.mode, "the same file again", seconds, TARGET_AGAIN, seconds / TARGET_AGAIN])
    people = {
        role: sign_up(suite, admin, role.replace("_", "-"), role)
        for role in ("red_tech", "blue_tech", "red_lead", "blue_lead")
    }
    techniques = [item["attack_id"] for item in admin.pages("/techniques")][:VALIDATED]
    waits = [validated_to_matrix(admin, people, technique) * 1000 for technique in techniques]
    p99 = percentile(waits, 0.99)
    row = [suite.mode, len(waits), percentile(waits, 0.5), p99, TARGET_P99_MS, p99 / TARGET_P99_MS]
    latencies.append(row)


def validated_to_matrix(admin: AegisClient, people: dict[str, Person], technique: str) -> float:
    """Seconds from the answer to the last approval until a matrix that knows of it has been read."""
    red, blue = people["red_tech"], people["blue_tech"]
    body = {"technique": technique, "procedure": {"name": "Step"}, "assignees": {"red": red.id, "blue": blue.id}}
    made = red.client.post("/tests", body)
    test = f"/tests/{made.json['id']}"

    def act(person: Person, move: str, body: Any, version: str | None) -> Any:
        return person.client.post(f"{test}/{move}", body, version=version)

    now = act(red, "start", None, made.etag)
    execution = {"platform": "Windows", "environment": "production", "outcome": "succeeded"}
    now = act(red, "executions", execution, now.etag)
    seen = {"execution_id": now.json["executions"][0]["id"], "tool": "EDR", "rung": "alert", "prevention": "none"}
    now = act(blue, "observations", seen, now.etag)
    now = act(red, "red/submit", None, now.etag)
    now = act(blue, "blue/submit", None, now.etag)
    now = act(people["red_lead"], "red/approve", None, now.etag)
    now = act(people["blue_lead"], "blue/approve", None, now.etag)
    began = time.perf_counter()
    matrix = admin.get("/matrix", after=now.event, domain="enterprise")
    seconds = time.perf_counter() - began
    cells = [cell for tactic in matrix.json["tactics"] for cell in tactic["techniques"]]
    assert any(cell["attack_id"] == technique and cell["tests"] == 1 for cell in cells), technique
    return seconds


def until(holds: Callable[[], bool], within: float = 60.0) -> None:
    deadline = time.monotonic() + within
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def rss(suite: Suite) -> dict[str, int]:
    """MiB resident: of our Python processes, and of PostgreSQL's (its shared memory counted once, by PSS)."""
    found = {"python": 0, "postgres": 0}
    for process in [psutil.Process(suite.process.pid), *psutil.Process(suite.process.pid).children(recursive=True)]:
        try:
            name, used = process.name(), process.memory_full_info()
        except psutil.Error:
            continue
        if name.startswith("postgres"):
            found["postgres"] += used.pss
        elif name.startswith(("python", "aegis", "envoy")):
            found["python"] += used.rss
    return {name: round(size / 1024 / 1024) for name, size in found.items()}


if __name__ == "__main__":
    main()
