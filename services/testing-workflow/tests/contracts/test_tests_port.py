"""What every adapter of the port `Tests` does: the one on PostgreSQL and the fake of the unit tests."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from copy import deepcopy
from typing import Any
from uuid import uuid4

import pytest
from testing_support.database import unit_of_work
from testing_support.fakes import FakeTests, FakeUnitOfWork
from testing_support.people import BERT, ROSA, RUTH
from testing_support.tests import NOON, Desk

from aegis_chassis.database.pool import Database
from aegis_kernel.errors import NotFound, Stale
from aegis_testing.adapters.persistence.repository import SqlTests
from aegis_testing.application import ports
from aegis_testing.domain.evidence import Content
from aegis_testing.domain.moves.again import retest
from aegis_testing.domain.moves.cancel import cancel
from aegis_testing.domain.moves.draft import PlanChange, change_plan, delete_draft
from aegis_testing.domain.recording.evidence import attach_evidence
from aegis_testing.domain.recording.explanation import explain
from aegis_testing.domain.recording.response import put_response
from aegis_testing.domain.recording.rule_result import put_rule_result
from aegis_testing.domain.rule_result import RuleResult
from aegis_testing.domain.test import Test

Opened = Callable[[], AbstractAsyncContextManager[tuple[ports.Tests, Callable[[], Any]]]]


@pytest.fixture(params=["fake", "postgres"])
def opened(request: pytest.FixtureRequest) -> Opened:
    """Opens a unit of work: its tests, and how to commit it."""
    if request.param == "fake":
        fake = FakeTests()

        @asynccontextmanager
        async def open_fake() -> AsyncIterator[tuple[ports.Tests, Callable[[], Any]]]:
            async with FakeUnitOfWork(fake) as uow:
                yield fake, uow.commit

        return open_fake
    database: Database = request.getfixturevalue("database")

    @asynccontextmanager
    async def open_real() -> AsyncIterator[tuple[ports.Tests, Callable[[], Any]]]:
        async with unit_of_work(database) as uow:
            yield SqlTests(uow), uow.commit

    return open_real


async def added(opened: Opened, *tests: Test) -> None:
    async with opened() as (repository, commit):
        for test in tests:
            await repository.add(test)
        await commit()


def facts(test: Test) -> dict[str, Any]:
    return {name: value for name, value in vars(test).items() if name not in {"_recorded", "read_version"}}


def full(desk: Desk) -> Test:
    """A test with something in every place."""
    test = desk.started(expected_tools=("EDR", "SIEM"), tags=("Q4",), due=NOON.date(), expected="alert")
    execution = desk.executed(test, ended_at=NOON, target="host-1", process_id=7, exit_code=-1, clean_up_done=True)
    desk.observed(test, execution, alerted_at=NOON.replace(hour=11), severity="high")
    rule = RuleResult(rule_id=uuid4(), title="Encoded PowerShell", outcome="fired", tool="EDR", note="late")
    put_rule_result(test, rule, BERT, desk.circumstances())
    put_response(test, BERT, desk.circumstances(), responded_at=NOON)
    picture = Content(name="a.png", media_type="image/png", size=3, sha256="a" * 64)
    attach_evidence(test, desk.new_id(), "red", picture, "seen", ROSA, desk.circumstances())
    now = desk.circumstances()
    [early, *_] = test.contradictions(now=now.now, skew_tolerance_seconds=120)
    explain(test, "blue", early.key, "its clock is off", BERT, now)
    return test


async def test_what_was_added_comes_back_whole(opened: Opened, desk: Desk) -> None:
    tests = [full(desk), desk.validated(), desk.drafted()]
    await added(opened, *tests)
    async with opened() as (repository, _):
        for test in tests:
            for ref in (test.id, test.number):
                found = await repository.get(ref)
                assert facts(found) == facts(test)
                assert found.read_version == test.version


async def test_what_is_not_there_is_not_found(opened: Opened) -> None:
    async with opened() as (repository, _):
        for ref in (uuid4(), 99):
            with pytest.raises(NotFound):
                await repository.get(ref)
        with pytest.raises(NotFound):
            await repository.with_evidence(uuid4())


async def test_what_was_not_committed_never_was(opened: Opened, desk: Desk) -> None:
    test = desk.drafted()
    async with opened() as (repository, _):
        await repository.add(test)
    async with opened() as (repository, _):
        with pytest.raises(NotFound):
            await repository.get(test.id)


async def test_the_second_of_two_writers_is_stale(opened: Opened, desk: Desk) -> None:
    test = desk.drafted()
    await added(opened, test)
    async with opened() as (repository, commit):
        mine, theirs = await repository.get(test.id), await repository.get(test.id)
        for one, tag in ((mine, "mine"), (theirs, "theirs")):
            change_plan(one, PlanChange(tags=(tag,)), ROSA, desk.circumstances())
        await repository.save(mine)
        await commit()
    async with opened() as (repository, commit):
        with pytest.raises(Stale) as refused:
            await repository.save(theirs)
    assert refused.value.current == mine.version
    async with opened() as (repository, _):
        assert (await repository.get(test.id)).tags == ("mine",)


async def test_saving_again_goes_on_from_there(opened: Opened, desk: Desk) -> None:
    test = desk.drafted()
    await added(opened, test)
    async with opened() as (repository, commit):
        found = await repository.get(test.id)
        for tag in ("one", "two"):
            change_plan(found, PlanChange(tags=(tag,)), ROSA, desk.circumstances())
            await repository.save(found)
        await commit()
    async with opened() as (repository, _):
        assert facts(await repository.get(test.id)) == facts(found)


async def test_saving_what_did_not_change_does_nothing(opened: Opened, desk: Desk) -> None:
    test = desk.drafted()
    await added(opened, test)
    async with opened() as (repository, commit):
        found, other = await repository.get(test.id), await repository.get(test.id)
        change_plan(other, PlanChange(tags=("x",)), ROSA, desk.circumstances())
        await repository.save(other)
        await repository.save(found)
        await commit()


async def test_a_deleted_draft_is_gone(opened: Opened, desk: Desk) -> None:
    test = desk.drafted()
    await added(opened, test)
    async with opened() as (repository, commit):
        found = await repository.get(test.id)
        delete_draft(found, ROSA, desk.circumstances())
        await repository.save(found)
        await commit()
    async with opened() as (repository, _):
        with pytest.raises(NotFound):
            await repository.get(test.number)


async def test_evidence_leads_to_its_test(opened: Opened, desk: Desk) -> None:
    test = full(desk)
    await added(opened, desk.drafted())
    async with opened() as (repository, commit):
        await repository.add(deepcopy(test))
        await commit()
    async with opened() as (repository, commit):
        found = await repository.get(test.id)
        picture = Content(name="b.png", media_type="image/png", size=3, sha256="b" * 64)
        second = desk.new_id()
        attach_evidence(found, second, "red", picture, "", ROSA, desk.circumstances())
        await repository.save(found)
        await commit()
    async with opened() as (repository, _):
        assert (await repository.with_evidence(second)).id == test.id


async def test_numbers_rise(opened: Opened) -> None:
    async with opened() as (repository, commit):
        numbers = [await repository.next_number() for _ in range(3)]
        await commit()
    assert numbers == sorted(set(numbers))
    async with opened() as (repository, _):
        assert await repository.next_number() > numbers[-1]


async def test_retests_are_counted_without_deleted_and_cancelled_ones(opened: Opened, desk: Desk) -> None:
    original = desk.validated()
    made = [retest(original, desk.new_id(), 100 + place, RUTH, desk.circumstances()) for place in range(3)]
    cancel(made[0], "not needed", RUTH, desk.circumstances())
    delete_draft(made[1], RUTH, desk.circumstances())
    await added(opened, original, *made)
    async with opened() as (repository, _):
        assert await repository.retests_of(original.id) == 1
        assert await repository.retests_of(made[0].id) == 0
