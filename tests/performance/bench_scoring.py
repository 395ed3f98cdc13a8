"""Scores of all techniques of ATT&CK's size from 100,000 validated tests: from what is maintained, from what was told,
and one more test through the whole reaction. Milliseconds, median; ratio to working all out from what was told."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from dishka import AsyncContainer
from table import percentile, show

from aegis_chassis.database.pool import Database
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.handler import Handler
from aegis_chassis.messaging.wake import Wake
from aegis_chassis.process.service import Shared
from aegis_contracts.catalog_techniques import CATALOG_TECHNIQUES, TechniqueState, TechniqueTactic
from aegis_contracts.testing_tests import TESTING_TESTS, LineResult, PersonRef, Procedure, SideState, TestState
from aegis_kernel.clock import SystemClock
from aegis_kernel.facts import Fact
from aegis_kernel.ids import event_id, named_id
from aegis_scoring.adapters.persistence.boards import SqlBoards
from aegis_scoring.adapters.persistence.known_inputs import PRESENT, known_at
from aegis_scoring.adapters.persistence.schema import MIGRATIONS
from aegis_scoring.application.queries.boards import Asked
from aegis_scoring.application.rescoring import Rescore
from aegis_scoring.bootstrap.container import make_container
from aegis_scoring.bootstrap.groups import PROJECTIONS
from aegis_testkit.identity import IdentityForTests
from aegis_testkit.memory_bus import MemoryBus
from aegis_testkit.postgres import ServerForTests, postgres_server_dsn

TECHNIQUES = 697
TESTS = 100_000
IDS = [named_id("bench", str(number)) for number in range(TECHNIQUES)]
NOW = datetime.now(UTC)
SOMEBODY = PersonRef(id=named_id("bench", "somebody"), name="Somebody")

# Each technique has five procedures on two platforms, tried over and over again: some ten lines of fourteen tests each.
_FILL = """
insert into test_period
select gen_random_uuid(), 3, at, '9999-01-01Z', '', number, ($1::uuid[])[1 + number % $2], 'p' || number / $2 % 5, 'p',
    'validated', false, at, 'detected', at
from (select number, now() - interval '300 days' * random() as at from generate_series(0, $3 - 1) number) made
"""
_FILL_LINES = """
insert into test_line
select test_id, version, (array['Windows', 'Linux'])[1 + number % 2], 'production',
    (array['detected', 'prevented', 'not_detected', 'partially_detected'])[1 + number % 4],
    validated_at - interval '1 day', 1, 1
from test_period
"""


def technique(number: int) -> Fact[TechniqueState]:
    id_ = IDS[number]
    state = TechniqueState(
        id=id_,
        attack_id=f"T{1000 + number}",
        name=f"Technique {number}",
        state="active",
        domains=("enterprise",),
        tactics=(TechniqueTactic(domain="enterprise", tactic_id=named_id("bench", "tactic", str(number % 15))),),
        platforms=("Windows", "Linux"),
    )
    return _fact(CATALOG_TECHNIQUES.name, str(id_), CATALOG_TECHNIQUES.types["TechniquePublished"], state)


def validated(number: int) -> Fact[TestState]:
    id_, at = uuid4(), datetime.now(UTC)
    line = LineResult(
        platform="Windows",
        environment="production",
        result="detected",
        attacked_at=at - timedelta(minutes=5),
        applicable=1,
        executions=1,
    )
    state = TestState(
        id=id_,
        number=TESTS + number,
        technique_id=IDS[number % TECHNIQUES],
        drafted_technique_id=IDS[number % TECHNIQUES],
        attack_id="T",
        technique_name="",
        procedure=Procedure(key="p0", name="p"),
        state="validated",
        author=SOMEBODY,
        drafted_at=at,
        review_policy="dual",
        validated_at=at,
        result="detected",
        lines=(line,),
        red=SideState(status="approved", approved_at=at),
    )
    return _fact(TESTING_TESTS.name, str(id_), TESTING_TESTS.types["TestValidated"], state)


def _fact(topic: str, key: str, type_: str, state: object) -> Fact:  # type: ignore[type-arg]  # of either topic
    return Fact(topic=topic, key=key, version=1, type=type_, id=event_id(topic, key, 1), time=NOW, state=state)


@asynccontextmanager
async def filled() -> AsyncIterator[tuple[AsyncContainer, Database]]:
    async with postgres_server_dsn() as dsn, ServerForTests(dsn).database(MIGRATIONS) as made:
        database = made.open("scoring")
        with ThreadPoolExecutor(1) as threads:
            shared = Shared(bus=MemoryBus(), clock=SystemClock(), processes=threads, identity=IdentityForTests())
            container = make_container(lambda: database, shared, Wake())
            handler = Handler(PROJECTIONS, container, shared.clock)
            await handler.apply([technique(number) for number in range(TECHNIQUES)])
            async with database.raw() as connection:
                await connection.execute(_FILL, IDS, TECHNIQUES, TESTS)
                await connection.execute(_FILL_LINES)
                await connection.execute("vacuum analyze")
            async with container() as scope:
                unit, rescore = await scope.get(SqlUnitOfWork), await scope.get(Rescore)
                async with unit:
                    await rescore(moved=dict.fromkeys(IDS))
                    await unit.commit()
            yield container, database
            await container.close()


async def median(times: int, work: Callable[[], Awaitable[object]]) -> float:
    return statistics.median(await timed(times, work))


async def timed(times: int, work: Callable[[], Awaitable[object]]) -> list[float]:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        await work()
        taken.append((time.perf_counter() - begun) * 1000)
    return taken


async def main() -> None:
    async with filled() as (container, database):
        clock = SystemClock()
        boards = SqlBoards(database, clock)
        handler = Handler(PROJECTIONS, container, clock)
        numbers = iter(range(10_000))

        async def from_what_was_told() -> None:
            async with database.raw() as connection:
                known = (await known_at(connection, [PRESENT], None))[PRESENT]
            for id_ in IDS:
                known.assess(id_, NOW)

        async def from_maintained_inputs() -> None:
            instant, known = await boards.everything(Asked())
            for id_ in IDS:
                known.assess(id_, instant)

        async def one_test() -> None:
            await handler.apply([validated(next(numbers))])

        raw = await median(7, from_what_was_told)
        inputs = await median(15, from_maintained_inputs)
        standings = await median(30, lambda: boards.board(Asked()))
        await timed(50, one_test)
        reactions = await timed(300, one_test)
    measured = (
        ("all, worked out from what was told (as of any instant)", raw),
        ("all, from maintained inputs (any configuration)", inputs),
        ("all, from published formulas (now)", standings),
        ("one TestValidated, inbox to outbox, p50", percentile(reactions, 0.5)),
        ("one TestValidated, inbox to outbox, p99", percentile(reactions, 0.99)),
    )
    rows = [(what, taken, taken / raw) for what, taken in measured]
    show(f"{TECHNIQUES} techniques, {TESTS:,} validated tests", ("what", "ms", "of raw"), rows)


asyncio.run(main())
