"""A read after a test's event shows what scoring made of it."""

import asyncio
import time
from datetime import timedelta

from reporting_facts import NOW, matrix, named, purple_test, score, technique
from reporting_rig import Rig

from aegis_chassis.web.freshness import InboxWatch, Token
from aegis_contracts.testing_tests import TESTING_TESTS
from aegis_reporting.adapters.persistence.activity.freshness import HANDLED
from aegis_reporting.bootstrap.groups import GROUPS


def watch(rig: Rig) -> InboxWatch:
    return InboxWatch(rig.database, GROUPS, query=HANDLED)


def token(version: int, name: str = "t") -> Token:
    return Token(TESTING_TESTS.name, str(named(f"test {name}")), version)


async def reached(rig: Rig, version: int) -> bool:
    return await watch(rig).reached(token(version), within=2.0)


async def held_back(rig: Rig, version: int) -> bool:
    return not await watch(rig).reached(token(version), within=0.05)


async def test_an_event_that_scoring_answers_is_waited_for_until_it_has(rig: Rig) -> None:
    validated = purple_test("T1", version=4)
    assert await held_back(rig, 4)
    await rig.hear(validated)
    assert await held_back(rig, 4)
    await rig.hear(score("T1", because=validated))
    assert await reached(rig, 4)


async def test_an_answer_that_changes_nothing_is_one_too(rig: Rig) -> None:
    drafted = purple_test("T1", "TestDrafted", state="draft")
    await rig.hear(drafted, score("T1", type_="TechniqueScoreConfirmed", because=drafted))
    assert await reached(rig, 1)


async def test_the_answer_may_come_before_the_event(rig: Rig) -> None:
    validated = purple_test("T1")
    await rig.hear(score("T1", because=validated))
    assert await held_back(rig, 1)
    await rig.hear(validated)
    assert await reached(rig, 1)


async def test_other_events_are_not_waited_for_longer_than_the_inbox(rig: Rig) -> None:
    await rig.hear(purple_test("T1", "TestRecorded", state="red_executing"))
    assert await reached(rig, 1)


async def test_an_earlier_event_of_the_same_test_is_waited_for_too(rig: Rig) -> None:
    validated = purple_test("T1", version=4)
    await rig.hear(validated, purple_test("T1", "EvidenceAttached", version=5))
    assert await held_back(rig, 5)
    assert await reached(rig, 3)
    await rig.hear(score("T1", because=validated))
    assert await reached(rig, 5)


async def test_another_answer_does_not_do(rig: Rig) -> None:
    one, other = purple_test("T1"), purple_test("T1", name="other")
    await rig.hear(one, other, score("T1", because=other))
    assert await held_back(rig, 1)


async def test_whoever_waits_is_let_through_as_soon_as_it_comes(rig: Rig) -> None:
    validated = purple_test("T1")
    await rig.hear(validated)
    waiting = [asyncio.create_task(watch(rig).reached(token(1), within=2.0)) for _ in range(20)]
    await asyncio.sleep(0.05)
    started = time.perf_counter()
    await rig.hear(score("T1", because=validated))
    assert all(await asyncio.gather(*waiting))
    assert time.perf_counter() - started < 0.5


async def test_events_of_topics_not_heard_and_content_do_not_wait_for_scoring(rig: Rig) -> None:
    await rig.hear(matrix(), technique("T1"))
    assert await watch(rig).reached(Token("aegis.catalog.techniques", str(named("T1")), 1), within=2.0)
    assert await watch(rig).reached(Token("aegis.import.content", "x", 1), within=2.0)


async def test_what_waits_is_forgotten_after_an_hour(rig: Rig) -> None:
    await rig.hear(purple_test("T1"))
    rig.clock.forward(minutes=61)
    later = purple_test("T1", name="later", at=rig.clock.at)
    await rig.hear(later)
    assert [row["event_id"] for row in await rig.rows("cause")] == [later.id]
    assert await reached(rig, 1)


async def test_history_is_not_waited_for(rig: Rig) -> None:
    await rig.hear(purple_test("T1", at=NOW - timedelta(hours=2)))
    assert await reached(rig, 1)


async def test_nobody_waits_for_an_answer_to_a_hidden_blind_test(rig: Rig) -> None:
    await rig.hear(purple_test("T1", "TestStarted", state="red_executing", blind=True))
    assert await reached(rig, 1)
