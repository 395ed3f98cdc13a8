"""The feed tells what changed, once, in order, and only news."""

import asyncio
import json
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from reporting_facts import (
    AUTHOR,
    NOW,
    matrix,
    named,
    purple_test,
    run,
    scope,
    score,
    technique,
    tool,
    user,
)
from reporting_rig import VIEWER, Rig, caller

from aegis_kernel.errors import Forbidden
from aegis_kernel.rights import Role
from aegis_reporting.adapters.persistence.activity.feed import CHANNEL, KEPT
from aegis_reporting.application.activity.changes import ImportMoved, MatrixChanged, TechniqueChanged, TestMoved
from aegis_reporting.application.activity.queries.follow import FollowChanges
from aegis_reporting.application.activity.queries.recent import ReadRecent
from aegis_reporting.application.activity.views import ActivityView


async def recent(rig: Rig) -> list[ActivityView]:
    return (await (await rig.get(ReadRecent))(VIEWER)).items


async def test_a_score_that_changed_is_told_with_its_technique_and_who_brought_it_about(rig: Rig) -> None:
    await rig.hear(matrix(), technique("T1", at=NOW - timedelta(days=2)), user())
    validated = purple_test("T1", blind=True)
    await rig.hear(validated, score("T1", because=validated, changed={"status": "in_progress"}, flags=("single",)))
    newest = (await recent(rig))[0]
    assert newest.kind == "technique"
    assert newest.technique is not None
    assert (newest.technique.attack_id, newest.technique.name) == ("T1", "Technique T1")
    assert newest.actor is not None
    assert (newest.actor.id, newest.actor.name) == (str(AUTHOR.id), "Ada")
    assert newest.details == TechniqueChanged(
        status="validated", status_before="in_progress", flags=("single",), score=40.0, tests=1, in_scope=True
    )


async def test_what_changes_nothing_is_not_told(rig: Rig) -> None:
    await rig.hear(score("T1", type_="TechniqueScoreConfirmed"))
    assert await recent(rig) == []


async def test_moves_of_a_test_are_told_and_work_on_the_way_is_not(rig: Rig) -> None:
    await rig.hear(
        purple_test("T1", "TestDrafted", state="draft", version=1),
        purple_test("T1", "TestDrafted", state="draft", version=2, changed={"tags": []}),
        purple_test("T1", "TestStarted", state="red_executing", version=3),
        purple_test("T1", "TestRecorded", state="red_executing", version=4),
        purple_test("T1", "SideSubmitted", state="blue_evaluating", version=5),
        purple_test("T1", "EvidenceAttached", state="blue_evaluating", version=6),
        purple_test("T1", "TestValidated", version=7),
    )
    told = [one.details for one in reversed(await recent(rig))]
    assert [one.move for one in told if isinstance(one, TestMoved)] == [
        "drafted", "started", "side-submitted", "validated",
    ]  # fmt: skip
    last = told[-1]
    assert isinstance(last, TestMoved)
    assert (last.state, last.result, last.procedure, last.attack_id) == ("validated", "detected", "Procedure t", "T1")


async def test_nothing_is_told_of_a_blind_test(rig: Rig) -> None:
    await rig.hear(purple_test("T1", blind=True))
    assert await recent(rig) == []


async def test_imports_that_ended_are_told(rig: Rig) -> None:
    await rig.hear(run("reading"), run("applied", version=2))
    (one,) = await recent(rig)
    assert one.details == ImportMoved(run_id=named("run"), source="attack-enterprise", state="applied", release="19.1")
    await rig.hear(run("failed", version=3, dry_run=True))
    assert len(await recent(rig)) == 1


async def test_content_and_scope_are_told_as_one_word_a_batch(rig: Rig) -> None:
    await rig.hear(*(technique(f"T{number}") for number in range(30)))
    await rig.hear(scope(), tool())
    assert [one.details for one in await recent(rig)] == [
        MatrixChanged(cause="scope", count=1),
        MatrixChanged(cause="content", count=30),
    ]


async def test_more_than_fifty_at_once_are_one_word_to_read_anew(rig: Rig) -> None:
    await rig.hear(*(score(f"T{number}") for number in range(51)))
    (one,) = await recent(rig)
    assert one.details == MatrixChanged(cause="scores", count=51)


async def test_the_latest_twenty_come_newest_first(rig: Rig) -> None:
    for number in range(25):
        await rig.hear(score(f"T{number}"))
    ids = [one.id for one in await recent(rig)]
    assert ids == list(range(25, 5, -1))


async def test_an_event_is_told_once_also_after_a_rebuild(rig: Rig) -> None:
    facts = [score("T1"), purple_test("T1", "TestStarted", state="red_executing")]
    await rig.hear(*facts)
    before = await recent(rig)
    await rig.execute("delete from inbox")
    await rig.hear(*facts)
    assert await recent(rig) == before


async def test_history_is_no_news(rig: Rig) -> None:
    await rig.hear(score("T1", at=NOW - timedelta(hours=25)), purple_test("T1", at=NOW - timedelta(hours=25)))
    assert await recent(rig) == []


async def test_the_oldest_entries_go(rig: Rig) -> None:
    await rig.hear(score("T1"))
    await rig.execute("update activity_head set id = $1", KEPT)
    await rig.hear(score("T2"))
    assert [one.id for one in await recent(rig)] == [KEPT + 1]


async def test_a_follower_goes_on_behind_the_last_that_it_saw(rig: Rig) -> None:
    await rig.hear(score("T1"))
    await rig.hear(score("T2"))
    follow = await rig.get(FollowChanges)
    beginning = await follow.begin(VIEWER, 1)
    assert (beginning.after, beginning.resync) == (1, False)
    assert [one.id for one in await follow.next(1)] == [2]
    assert await follow.next(2) == []


async def test_a_new_follower_begins_now(rig: Rig) -> None:
    await rig.hear(score("T1"))
    beginning = await (await rig.get(FollowChanges)).begin(VIEWER, None)
    assert (beginning.after, beginning.resync) == (1, False)


@pytest.mark.parametrize("last_seen, resync", [(0, True), (1, True), (2, False), (3, False), (4, True), (10**17, True)])
async def test_a_follower_who_missed_too_much_reads_anew(rig: Rig, last_seen: int, resync: bool) -> None:
    for number in range(3):
        await rig.hear(score(f"T{number}"))
    await rig.execute("delete from activity where id <= 2")
    beginning = await (await rig.get(FollowChanges)).begin(VIEWER, last_seen)
    assert beginning.resync is resync
    assert beginning.after == (3 if resync else last_seen)


async def test_those_who_append_at_once_leave_no_gap_behind_a_reader(rig: Rig) -> None:
    seen: list[int] = []
    done = asyncio.Event()
    follow = await rig.get(FollowChanges)

    async def reader() -> None:
        after = 0
        while not done.is_set() or len(seen) < 40:
            for one in await follow.next(after):
                seen.append(one.id)
                after = one.id
            await asyncio.sleep(0)

    reading = asyncio.create_task(reader())
    await asyncio.gather(*(rig.hear(score(f"T{number}")) for number in range(40)))
    done.set()
    await asyncio.wait_for(reading, 10)
    assert seen == list(range(1, 41))


async def test_who_listens_is_told_the_latest_id(rig: Rig) -> None:
    told: list[Any] = []
    connection = await asyncpg.connect(rig.database.dsn)
    try:
        await connection.add_listener(CHANNEL, lambda *args: told.append(args[-1]))
        await rig.hear(score("T1"))
        await rig.hear(score("T2"), score("T3"))
        async with asyncio.timeout(5):
            while len(told) < 2:  # noqa: ASYNC110  # the listener's thread of control is the driver's
                await asyncio.sleep(0.01)
    finally:
        await connection.close()
    assert [json.loads(said)["ids"] for said in told] == [{"latest": 1}, {"latest": 3}]


async def test_guests_do_not_follow(rig: Rig) -> None:
    with pytest.raises(Forbidden):
        await (await rig.get(ReadRecent))(caller(Role.GUEST))
    with pytest.raises(Forbidden):
        await (await rig.get(FollowChanges)).begin(caller(Role.GUEST), None)
