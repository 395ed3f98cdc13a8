"""A read is one statement; of two writers at once one is told to look again."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from asyncpg import Connection
from testing_support.database import put
from testing_support.people import DORA, ROSA
from testing_support.service import Suite
from testing_support.tests import NOON, Desk

from aegis_chassis.database.pool import Database
from aegis_kernel.paging import PageRequest, Sort
from aegis_testing.adapters.persistence.evidence_lists import SqlEvidenceLists
from aegis_testing.adapters.persistence.finder import SqlTestFinder
from aegis_testing.adapters.persistence.line_members import SqlLineMembers
from aegis_testing.adapters.persistence.lists import SqlTestLists
from aegis_testing.adapters.persistence.queue import SqlQueues
from aegis_testing.application.queries.evidence_files import EvidenceFilters
from aegis_testing.application.queries.queue import Asked
from aegis_testing.application.queries.seer import Seer
from aegis_testing.application.queries.tests import TestFilters

Read = Callable[[Database, int], Awaitable[Any]]
SEER = Seer(person=DORA.id)
BOTH = frozenset({"red", "blue"})


def asked(field: str) -> PageRequest:
    return PageRequest(sort=(Sort(field),), count=True)


READS: dict[str, Read] = {
    "list": lambda database, _: SqlTestLists(database).page(TestFilters(states=("draft",)), asked("number"), SEER),
    "detail": lambda database, number: SqlTestFinder(database).find(number, NOON),
    "line": lambda database, number: SqlLineMembers(database).of(number, SEER),
    "queue": lambda database, _: SqlQueues(database).page(
        Asked(person=DORA.id, works=BOTH, reviews=BOTH), asked("since")
    ),
    "evidence": lambda database, number: SqlEvidenceLists(database).page(
        EvidenceFilters(numbers=(number,)), asked("at"), SEER
    ),
}


@pytest.mark.parametrize("name", READS)
async def test_a_read_is_one_statement(
    database: Database, desk: Desk, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    test = desk.in_review()
    await put(database, test)
    await READS[name](database, test.number)
    statements: list[str] = []
    execute = Connection._execute

    async def counted(self: Any, query: str, *args: Any, **kwargs: Any) -> Any:
        statements.append(query)
        return await execute(self, query, *args, **kwargs)

    monkeypatch.setattr(Connection, "_execute", counted)
    await READS[name](database, test.number)
    assert len(statements) == 1


async def test_of_many_writers_at_once_one_wins(suite: Suite) -> None:
    test = await suite.draft(ROSA)
    answers = await asyncio.gather(
        *(
            suite.send(ROSA, "PATCH", f"/tests/{test['id']}", {"tags": [f"writer {number}"]}, version=test["version"])
            for number in range(8)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, *[412] * 7]
    [won] = [answer for answer in answers if answer.status_code == 200]
    seen = await suite.get(ROSA, f"/tests/{test['id']}")
    assert (seen["tags"], seen["version"]) == (won.json()["tags"], won.json()["version"])


async def test_a_repeated_request_is_not_done_twice(suite: Suite) -> None:
    body = {"technique": "T1059.001", "procedure": {"name": "Step"}}
    first, second = [
        await suite.send(ROSA, "POST", "/tests", body, headers={"Idempotency-Key": "once"}) for _ in range(2)
    ]
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    assert len((await suite.get(ROSA, "/tests"))["items"]) == 1
