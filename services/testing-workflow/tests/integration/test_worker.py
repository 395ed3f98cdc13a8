"""The service at work: what it hears becomes what it knows, and what is done over HTTP is told on the bus."""

import asyncio
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from testing_support.people import BELA, BERT, ROSA, RUTH
from testing_support.service import EDR, Suite

from aegis_chassis.messaging.envelope import encode
from aegis_chassis.process.worker import run_loops
from aegis_contracts.catalog_techniques import CATALOG_TECHNIQUES, TechniqueState
from aegis_contracts.testing_tests import TESTING_TESTS
from aegis_kernel.facts import Fact
from aegis_kernel.ids import event_id
from aegis_testkit.recorder import recording

NEW = UUID(int=3001)


def published() -> Fact[TechniqueState]:
    """A technique as the catalogue tells it."""
    state = TechniqueState(
        id=NEW, attack_id="T3001", name="New", state="active", domains=("enterprise",), tactics=(), platforms=("Linux",)
    )
    return Fact(
        topic=CATALOG_TECHNIQUES.name,
        key=str(NEW),
        version=1,
        type=CATALOG_TECHNIQUES.types["TechniquePublished"],
        id=event_id(CATALOG_TECHNIQUES.name, str(NEW), 1),
        time=datetime.now(UTC),
        state=state,
    )


async def drafted_soon(suite: Suite) -> Any:
    """As a client does: asks again while the technique is not known here yet."""
    body = {
        "technique": "T3001",
        "procedure": {"name": "Step"},
        "assignees": {"red": str(ROSA.id), "blue": str(BELA.id)},
    }
    for _ in range(100):
        answer = await suite.send(ROSA, "POST", "/tests", body)
        if answer.status_code == 201:
            return answer.json()
        assert answer.json()["code"] == "not_known_yet"
        await asyncio.sleep(0.1)
    raise AssertionError("the technique was never heard of")


async def test_a_technique_is_heard_and_a_validated_test_is_told(suite: Suite) -> None:
    bus = suite.bus
    await bus.ensure([*suite.service.topics, CATALOG_TECHNIQUES.spec])
    working = asyncio.create_task(run_loops(suite.service.worker.loops))
    try:
        await bus.publish([encode(published(), source="catalog")], within=5)
        test = await drafted_soon(suite)
        await suite.act(ROSA, test, "start")
        execution = {"platform": "Linux", "environment": "lab", "outcome": "succeeded"}
        test = await suite.act(ROSA, test, "executions", execution)
        seen = {"execution_id": test["executions"][0]["id"], "tool_id": str(EDR), "rung": "telemetry"}
        await suite.act(BELA, test, "observations", seen)
        for who, move in ((ROSA, "red/submit"), (BELA, "blue/submit"), (RUTH, "red/approve"), (BERT, "blue/approve")):
            test = await suite.act(who, test, move)
        async with recording(bus, TESTING_TESTS) as recorder:
            told = await recorder.wait_for(TESTING_TESTS, type_="TestValidated", key=test["id"])
            versions = [one.version for one in recorder.of(TESTING_TESTS, key=test["id"])]
        assert told.version == test["version"]
        assert versions == list(range(1, test["version"] + 1))
        assert (told.state.result, told.state.lines[0].platform) == ("partially_detected", "Linux")
        assert told.actor_id == str(BERT.id)
        assert suite.service.worker.troubles() == []
    finally:
        working.cancel()
        with suppress(asyncio.CancelledError):
            await working
