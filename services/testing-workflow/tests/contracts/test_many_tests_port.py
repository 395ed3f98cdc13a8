"""What every adapter of the port `ManyTests` does for commands: the one on PostgreSQL and the fake."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from testing_support.database import unit_of_work
from testing_support.fakes import FakeTests, FakeUnitOfWork
from testing_support.many import FakeManyTests
from testing_support.people import ROSA, RUTH
from testing_support.tests import Desk

from aegis_chassis.database.pool import Database
from aegis_testing.adapters.persistence.many import SqlManyTests
from aegis_testing.domain.moves.draft import delete_draft
from aegis_testing.domain.moves.start import start
from aegis_testing.domain.test import Test

Opened = Callable[[], AbstractAsyncContextManager[tuple[Any, Callable[[], Any]]]]


@pytest.fixture(params=["fake", "postgres"])
def opened(request: pytest.FixtureRequest) -> Opened:
    """Opens a unit of work: its tests, and how to commit it."""
    if request.param == "fake":
        fake = FakeTests()

        @asynccontextmanager
        async def open_fake() -> AsyncIterator[tuple[Any, Callable[[], Any]]]:
            async with FakeUnitOfWork(fake) as uow:
                yield FakeManyTests(fake), uow.commit

        return open_fake
    database: Database = request.getfixturevalue("database")

    @asynccontextmanager
    async def open_real() -> AsyncIterator[tuple[Any, Callable[[], Any]]]:
        async with unit_of_work(database) as uow:
            yield SqlManyTests(uow), uow.commit

    return open_real


def made(desk: Desk) -> Test:
    """A draft that is kept nowhere yet."""
    test = desk.drafted()
    test.read_version = 0
    return test


async def test_many_are_added_read_by_any_name_and_saved(opened: Opened, desk: Desk) -> None:
    tests = [made(desk) for _ in range(3)]
    gone = made(desk)
    delete_draft(gone, ROSA, desk.circumstances())
    async with opened() as (many, commit):
        await many.save_all([*tests, gone])
        await commit()
    first, second, _ = tests
    async with opened() as (many, commit):
        found = await many.get_all({first.id, first.number, second.number, gone.id, uuid4(), 10**9})
        assert set(found) == {first.id, first.number, second.number}
        assert found[first.id] is found[first.number]
        start(found[second.number], RUTH, desk.circumstances())
        await many.save_all(list(found.values())[:0])
        await many.save_all([found[second.number], found[first.id]])
        await commit()
    async with opened() as (many, _):
        found = await many.get_all([one.id for one in tests])
        assert [found[one.id].state for one in tests] == ["draft", "red_executing", "draft"]
        assert found[second.id].version == second.version + 1


async def test_what_was_not_committed_never_was(opened: Opened, desk: Desk) -> None:
    test = made(desk)
    async with opened() as (many, _):
        await many.save_all([test])
    async with opened() as (many, _):
        assert await many.get_all([test.id]) == {}
