"""What waits on whom; a line side by side; one test for reading."""

from uuid import uuid4

import pytest
from testing_support.database import put
from testing_support.people import BELA, BERT, BRIT, DORA, ROSA, RUTH, SOLO, VERA
from testing_support.tests import NOON, Desk

from aegis_chassis.database.pool import Database
from aegis_kernel.errors import NotFound
from aegis_kernel.paging import PageRequest, Sort
from aegis_kernel.rights import Caller
from aegis_testing.adapters.persistence.finder import SqlTestFinder
from aegis_testing.adapters.persistence.line_members import SqlLineMembers
from aegis_testing.adapters.persistence.queue import SqlQueues
from aegis_testing.application.queries.line import TestLine
from aegis_testing.application.queries.queue import MyQueue
from aegis_testing.domain.moves.again import rerun, retest
from aegis_testing.domain.moves.approve import approve
from aegis_testing.domain.moves.claim import claim
from aegis_testing.domain.moves.hold import hold
from aegis_testing.domain.moves.reject import reject
from aegis_testing.domain.moves.start import start
from aegis_testing.domain.moves.submit import submit

OLDEST = (Sort("since"),)


async def queue(database: Database, caller: Caller, limit: int = 50) -> list[tuple[int, str, str]]:
    found: list[tuple[int, str, str]] = []
    after = None
    while True:
        request = PageRequest(limit=limit, sort=OLDEST, after=after, count=True)
        page = await MyQueue(SqlQueues(database))(caller, request)
        found += [(item.number, item.side, item.waits_for) for item in page.items]
        if page.ends_at is None:
            assert page.total == len(found)
            return found
        after = page.ends_at


async def test_everybody_sees_what_waits_on_them(database: Database, desk: Desk) -> None:
    unclaimed = desk.drafted()
    start(unclaimed, RUTH, desk.circumstances())
    mine = desk.drafted()
    claim(mine, "red", ROSA, desk.circumstances())
    running = desk.started()
    rejected = desk.in_review()
    reject(rejected, "blue", "no", BERT, desk.circumstances())
    review = desk.in_review()
    half = desk.in_review()
    approve(half, "red", None, DORA, desk.circumstances())
    held = desk.in_review()
    hold(held, None, RUTH, desk.circumstances())
    await put(database, unclaimed, mine, running, rejected, review, half, held, desk.validated())

    u, m, r, j, v, h = (one.number for one in (unclaimed, mine, running, rejected, review, half))
    assert await queue(database, ROSA) == [(u, "red", "claim"), (m, "red", "start"), (r, "red", "work")]
    assert await queue(database, BELA) == [(u, "blue", "claim"), (r, "blue", "work"), (j, "blue", "resume")]
    assert await queue(database, BRIT) == [(u, "blue", "claim")]
    assert await queue(database, RUTH) == [(u, "red", "claim"), (v, "red", "review")]
    assert await queue(database, BERT) == [(u, "blue", "claim"), (v, "blue", "review"), (h, "blue", "review")]
    assert await queue(database, DORA, limit=1) == [
        (u, "blue", "claim"),
        (u, "red", "claim"),
        (v, "blue", "review"),
        (v, "red", "review"),
    ]
    assert await queue(database, VERA) == []


async def test_own_work_waits_on_another_lead_unless_one_works_alone(database: Database, desk: Desk) -> None:
    test = desk.in_review(SOLO, SOLO)
    await put(database, test)
    assert await queue(database, SOLO) == []
    async with database.raw() as connection:
        await connection.execute(
            "insert into organisation (key, kind, review, skew_tolerance_seconds) values ('policy/-','policy','self',9)"
        )
    assert await queue(database, SOLO) == [(test.number, "blue", "review"), (test.number, "red", "review")]


async def test_a_line_shows_before_and_after_and_its_latest_result(database: Database, desk: Desk) -> None:
    before = desk.validated(rung="none")
    after = retest(before, desk.new_id(), 900, RUTH, desk.circumstances())
    start(after, RUTH, desk.circumstances())
    desk.observed(after, desk.executed(after))
    submit(after, "red", ROSA, desk.circumstances())
    submit(after, "blue", BELA, desk.circumstances())
    approve(after, "red", None, RUTH, desk.circumstances())
    approve(after, "blue", None, BERT, desk.circumstances())
    again = rerun(after, desk.new_id(), 901, RUTH, desk.circumstances())
    stranger = desk.drafted()
    stranger.technique = type(stranger.technique)(id=uuid4(), attack_id="T1", name="Other")
    await put(database, before, after, again, stranger)

    line = await TestLine(SqlLineMembers(database))(VERA, before.number)
    assert [one.number for one in line.tests] == [901, 900, before.number]
    assert [(one.platform, one.environment, one.result, one.test_id) for one in line.lines] == [
        ("Windows", "production", "detected", after.id)
    ]
    assert [[part.result for part in one.lines] for one in line.tests] == [[], ["detected"], ["not_detected"]]
    with pytest.raises(NotFound):
        await TestLine(SqlLineMembers(database))(VERA, uuid4())


async def test_a_test_is_found_with_policy_and_retests(database: Database, desk: Desk) -> None:
    original = desk.validated()
    made = retest(original, desk.new_id(), 900, RUTH, desk.circumstances())
    await put(database, original, made)
    finder = SqlTestFinder(database)
    for ref in (original.id, original.number, made.id):
        found = await finder.find(ref, NOON)
        assert (found.retests, found.policy.review) == (1, "dual")
    with pytest.raises(NotFound):
        await finder.find(12345, NOON)
    with pytest.raises(NotFound):
        await finder.with_evidence(uuid4(), NOON)
