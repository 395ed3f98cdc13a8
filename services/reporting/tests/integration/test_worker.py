"""The worker's loops on a bus: facts come in, and what reporting itself tells comes back into its trail."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from reporting_facts import actor, entry, matrix, purple_test, run, scope, score, technique, user
from reporting_rig import AUDITOR, VIEWER, Rig

from aegis_chassis.messaging.envelope import encode
from aegis_chassis.messaging.rebuild import NotRebuildable, rebuild
from aegis_chassis.process.worker import run_loops
from aegis_chassis.scheduling import ScheduleRunner
from aegis_contracts.topics import ALL
from aegis_kernel.facts import Fact
from aegis_kernel.paging import PageRequest, Sort
from aegis_kernel.rights import Role
from aegis_reporting.application.audit.filter import TrailFilter
from aegis_reporting.application.audit.queries.events import ListAuditEvents
from aegis_reporting.application.audit.queries.verification import VerifyTrail
from aegis_reporting.application.matrix.filter import CellFilter
from aegis_reporting.application.matrix.queries.matrix import ReadMatrix
from aegis_reporting.bootstrap.groups import EFFECTS, PROJECTIONS
from aegis_testkit.http import serving


@asynccontextmanager
async def working(rig: Rig) -> AsyncIterator[None]:
    """The worker's loops, for the time of the block."""
    await rig.bus.ensure([topic.spec for topic in ALL])
    await rig.bus.ensure(rig.service.topics)
    running = asyncio.create_task(run_loops(rig.service.worker.loops))
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def publish(rig: Rig, *facts: Fact[Any]) -> None:
    await rig.bus.publish([encode(fact, source="test") for fact in facts], within=5)


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(20):
        while not await condition():  # noqa: ASYNC110  # what is waited for lies in a database
            await asyncio.sleep(0.02)


async def actions(rig: Rig) -> list[str]:
    newest = PageRequest(sort=(Sort("sequence"),))
    page = await (await rig.get(ListAuditEvents))(AUDITOR, TrailFilter(), newest)
    return [event.action for event in page.items]


async def status_of(rig: Rig, attack_id: str) -> str | None:
    view = await (await rig.get(ReadMatrix))(VIEWER, CellFilter())
    found = {cell.attack_id: cell.status for tactic in view.tactics for cell in tactic.techniques}
    return found.get(attack_id)


async def test_what_comes_over_the_bus_is_seen(rig: Rig) -> None:
    async with working(rig):
        validated = purple_test("T1001")
        await publish(
            rig, user(), matrix(), technique("T1001"), actor("G1", direct=("T1001",)), scope(), run("applied"),
            validated, score("T1001", because=validated), entry(1),
        )  # fmt: skip

        async def seen() -> bool:
            return await status_of(rig, "T1001") == "validated" and await actions(rig) == ["tests.submit"]

        await until(seen)


async def test_a_layer_that_goes_out_comes_into_the_trail(rig: Rig) -> None:
    async with working(rig), serving(rig.service.api()) as client:
        answer = await client.get("/api/v1/layers/score", headers=rig.identity.headers(Role.VIEWER, name="Vera"))
        assert answer.status_code == 200

        async def told() -> bool:
            return await actions(rig) == ["layers.read"]

        await until(told)
    assert (await (await rig.get(VerifyTrail))(AUDITOR)).intact


async def test_a_rebuild_brings_back_the_same(rig: Rig) -> None:
    facts = [matrix(), technique("T1001"), scope(), score("T1001"), user()]
    async with working(rig):
        await publish(rig, *facts)

        async def seen() -> bool:
            return await status_of(rig, "T1001") == "validated"

        await until(seen)
    before = await (await rig.get(ReadMatrix))(VIEWER, CellFilter())
    await rebuild(rig.database, rig.bus, PROJECTIONS)
    assert await status_of(rig, "T1001") is None
    async with working(rig):
        await until(seen)
    assert await (await rig.get(ReadMatrix))(VIEWER, CellFilter()) == before


async def test_the_trail_is_never_rebuilt(rig: Rig) -> None:
    await rig.hear(entry(1))
    with pytest.raises(NotRebuildable):
        await rebuild(rig.database, rig.bus, EFFECTS)
    assert await actions(rig) == ["tests.submit"]


async def test_the_head_is_signed_by_a_job(rig: Rig) -> None:
    await rig.hear(entry(1))
    await rig.service.jobs["sign-audit-head"]()
    (signature,) = await rig.rows("audit_signature")
    assert signature["sequence"] == 1
    assert rig.key_path.exists()


async def test_the_head_is_signed_every_day(rig: Rig) -> None:
    await rig.hear(entry(1))
    runner = getattr(rig.service.worker.loops["schedules"], "__self__", None)
    assert isinstance(runner, ScheduleRunner)
    await runner.prepare()
    assert await runner.run_due() == 0
    for day in (1, 2):
        rig.clock.forward(days=1)
        assert await runner.run_due() == 1
        assert len(await rig.rows("audit_signature")) == day
