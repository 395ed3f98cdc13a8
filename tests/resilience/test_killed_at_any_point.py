"""Workers with their relays, the broker and the database are killed in the middle of imports and validations, twenty
times over. Whatever dies, everything comes back: no event lost, none applied twice."""

import asyncio
import os
import random
import signal
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec
import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "e2e"))

from bundles import attack_id, bundle
from people import Person, sign_up
from persistence import act, persist
from suites import Suite, running_suite

from aegis_chassis.messaging.bus import Delivered, Partition
from aegis_chassis.messaging.kafka import KafkaBus
from aegis_client.http import AegisClient
from aegis_testkit.processes import free_port

ROUNDS = 20
TECHNIQUES = 150
VICTIMS = (
    "import-worker",
    "catalog-worker",
    "testing-workflow-worker",
    "scoring-worker",
    "reporting-worker",
    "kafka",
    "postgres",
)

pytestmark = [pytest.mark.kafka, pytest.mark.kill, pytest.mark.timeout(900)]


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Suite]:
    with running_suite("distributed", tmp_path_factory.mktemp("killed"), free_port()) as running:
        yield running


@pytest.fixture(scope="module")
def people(suite: Suite) -> dict[str, Person]:
    admin = suite.admin()
    found = {role: sign_up(suite, admin, role.replace("_", "-"), role) for role in ("red_lead", "blue_lead", "auditor")}
    found |= {role: sign_up(suite, admin, role.replace("_", "-"), role) for role in ("red_tech", "blue_tech")}
    found["admin"] = Person("admin@example.test", "", admin)
    return found


class Killer(threading.Thread):
    """Kills one victim, some moments after it is started, with SIGKILL."""

    def __init__(self, folder: Path, victim: str, after: float) -> None:
        super().__init__(daemon=True)
        self._folder, self._victim, self._after = folder, victim, after
        self.killed = False

    def run(self) -> None:
        time.sleep(self._after)
        pids: dict[str, int] = msgspec.json.decode((self._folder / "processes.json").read_bytes())
        if (pid := pids.get(self._victim)) is not None:
            os.kill(pid, signal.SIGKILL)
            self.killed = True


def import_round(admin: AegisClient, round_: int) -> None:
    """Uploads the round's bundle and waits until the catalogue has applied it."""
    key = f"round-{round_}"
    content = bundle(round_, TECHNIQUES)
    run = persist(
        lambda: admin.upload("/data-sources/attack-enterprise/upload", content, name="bundle.json", idempotency_key=key)
    ).json
    deadline = time.monotonic() + 90
    while True:
        state = persist(lambda: admin.get(f"/import-runs/{run['id']}")).json
        if state["state"] == "applied":
            return
        assert state["state"] not in {"failed", "cancelled", "held"}, state
        assert time.monotonic() < deadline, state
        time.sleep(0.1)


def validate_a_test(people: dict[str, Person], technique: str) -> str:
    """Takes one test from draft to validated. Its id."""
    red, blue = people["red_tech"], people["blue_tech"]
    key = str(uuid4())
    body = {
        "technique": technique,
        "procedure": {"name": "Step"},
        "assignees": {"red": red.id, "blue": blue.id},
    }
    made = persist(lambda: red.client.post("/tests", body, idempotency_key=key)).json
    test = f"/tests/{made['id']}"
    act(red.client, test, "start", lambda now: now["state"] != "draft")
    execution = {"platform": "Windows", "environment": "production", "outcome": "succeeded"}
    now = act(red.client, test, "executions", lambda now: bool(now["executions"]), execution)
    seen = {"execution_id": now["executions"][0]["id"], "tool": "EDR", "rung": "alert", "prevention": "none"}
    act(blue.client, test, "observations", lambda now: bool(now["observations"]), seen)
    act(red.client, test, "red/submit", lambda now: now["red"]["status"] != "open")
    act(blue.client, test, "blue/submit", lambda now: now["blue"]["status"] != "open")
    act(people["red_lead"].client, test, "red/approve", lambda now: now["red"]["status"] == "approved")
    act(people["blue_lead"].client, test, "blue/approve", lambda now: now["state"] == "validated")
    return str(made["id"])


def until(holds: Any, within: float = 60.0) -> None:
    deadline = time.monotonic() + within
    while not persist(holds):
        assert time.monotonic() < deadline
        time.sleep(0.1)


@pytest.fixture(scope="module")
def validated(suite: Suite, people: dict[str, Person]) -> list[str]:
    """Twenty rounds of import and validation, each with a kill somewhere in the middle. The ids of the tests."""
    admin = people["admin"].client
    import_round(admin, 0)
    tests: list[str] = []
    for seed in range(ROUNDS):
        chance = random.Random(seed)
        victim = VICTIMS[seed % len(VICTIMS)]
        killer = Killer(suite.folder, victim, chance.uniform(0.0, 1.5))
        killer.start()
        importing = threading.Thread(target=import_round, args=(admin, seed + 1))
        importing.start()
        tests.append(validate_a_test(people, attack_id(seed)))
        importing.join()
        killer.join()
        assert killer.killed, victim
    return tests


def test_the_catalogue_is_what_the_last_import_said(
    suite: Suite, people: dict[str, Person], validated: list[str]
) -> None:
    admin = people["admin"].client

    def names() -> set[str]:
        return {item["name"] for item in admin.pages("/techniques")}

    until(lambda: names() == {f"Technique {number} of round {ROUNDS}" for number in range(TECHNIQUES)})


def test_every_validated_test_counts_once(suite: Suite, people: dict[str, Person], validated: list[str]) -> None:
    client = people["auditor"].client
    for seed, test in enumerate(validated):

        def explained(technique: str = attack_id(seed), test: str = test) -> bool:
            explanation = client.get(f"/scores/techniques/{technique}/explanation").json
            return [one["id"] for one in explanation["tests"]] == [test]

        until(explained)

    def statuses() -> list[str]:
        matrix = client.get("/matrix", domain="enterprise").json
        return [cell["status"] for tactic in matrix["tactics"] for cell in tactic["techniques"]]

    until(lambda: statuses().count("validated") == ROUNDS)
    assert len(statuses()) == TECHNIQUES


def test_the_audit_trail_has_each_approval_once_and_its_chain_holds(
    suite: Suite, people: dict[str, Person], validated: list[str]
) -> None:
    auditor = people["auditor"].client
    for test in validated:

        def approvals(test: str = test) -> int:
            entries = auditor.pages("/audit-events", object=test)
            return sum(entry["action"].endswith("approve") and entry["outcome"] == "done" for entry in entries)

        until(lambda: approvals() >= 2)  # called before the next turn
        assert approvals() == 2
    assert auditor.get("/audit-events/verify").json["intact"] is True


async def test_no_event_is_missing_on_any_topic_and_none_came_in_two_forms(suite: Suite, validated: list[str]) -> None:
    port = (suite.folder / "kafka.port").read_text()
    for topic in ("aegis.import.content", "aegis.catalog.techniques", "aegis.testing.tests", "aegis.scoring.scores"):
        versions: dict[str, dict[int, str]] = defaultdict(dict)
        for record in await whole_topic(f"127.0.0.1:{port}", topic):
            version, id_ = int(record.headers["ce_sequence"]), record.headers["ce_id"]
            assert versions[record.key].setdefault(version, id_) == id_, (topic, record.key, version)
        assert versions, topic
        for key, seen in versions.items():
            assert sorted(seen) == list(range(1, len(seen) + 1)), (topic, key, sorted(seen))


async def whole_topic(bootstrap: str, topic: str) -> list[Delivered]:
    """All records of a topic, read by a group of its own."""

    class Nothing:
        async def gained(self, parts: frozenset[Partition]) -> None: ...
        async def lost(self, parts: frozenset[Partition]) -> None: ...

    found: list[Delivered] = []
    async with (
        KafkaBus(bootstrap) as bus,
        bus.subscribe(f"reader-{uuid4().hex}", [topic], Nothing()) as joined,
        asyncio.timeout(60),
    ):
        empty = 0
        while empty < 4:
            polled = await joined.poll(limit=5_000, wait=1.0)
            found.extend(record for records in polled.values() for record in records)
            empty = 0 if polled else empty + 1
    return found
