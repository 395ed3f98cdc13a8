"""Every row of state x move x role x relation, driven against the API: what it allows is done, what it refuses is
refused by all that stands in the way, and nothing is changed by it."""

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from sqlalchemy import delete, insert
from testing_support.database import unit_of_work
from testing_support.service import API, Suite, running

from aegis_kernel.rights import Role
from aegis_testing.adapters.persistence.migrations import MIGRATIONS
from aegis_testing.adapters.persistence.rows import documents_of, row_of
from aegis_testing.adapters.persistence.tables import evidence, test, test_document
from aegis_testing.domain.allowed import RULES
from aegis_testing.domain.people import Person
from aegis_testing.domain.table import ELSEWHERE, STAGES, STANDINGS, Row, Stage, caller_of, row_for, rows, specimen
from aegis_testing.domain.test import Test
from aegis_testing.domain.words import SIDES
from aegis_testkit.postgres import ServerForTests

EXECUTION = {"platform": "Windows", "environment": "lab", "outcome": "not_run"}
REASON = {"reason": "because"}


def request_of(row: Row, made: Test) -> tuple[str, str, Any]:
    """Method, path and body of the row's move."""
    at, side = f"/tests/{made.id}", row.side
    if row.move in {"edit", "delete"}:
        body = {"procedure": {"name": "Another"}} if row.move == "edit" else None
        return ("PATCH" if body else "DELETE"), at, body
    bodies: dict[str, tuple[str, str, Any]] = {
        "assign": ("PATCH", at, {"assignees": {side: None}}),
        "amend": ("PATCH", at, {side: {"notes": "noted"}}),
        "claim": ("POST", f"{at}/claim/{side}", {}),
        "explain": ("POST", f"{at}/contradictions", {"key": "none", "side": side, "explanation": "x"}),
        "shift-times": ("POST", f"{at}/{side}/shift-times", {"offset_seconds": 5}),
        "attach": ("POST", "/evidence", {"test_id": str(made.id), "side": side}),
        "correct": ("POST", f"{at}/corrections", {**REASON, "executions": [{"id": _first(made), "user": "root"}]}),
        "approve-correction": ("POST", f"{at}/corrections/{UUID(int=5)}/approve", {"side": side}),
        "reject-correction": ("POST", f"{at}/corrections/{UUID(int=5)}/reject", REASON),
        "withdraw-correction": ("POST", f"{at}/corrections/{UUID(int=5)}/withdraw", {}),
    }
    if row.move == "record":
        if side == "red":
            return "POST", f"{at}/executions", EXECUTION
        return "POST", f"{at}/observations", {"execution_id": _first(made), "tool": "EDR", "rung": "none"}
    if row.move in bodies:
        return bodies[row.move]
    return "POST", f"{at}/{side}/{row.move}" if side else f"{at}/{row.move}", REASON if _takes_a_reason(row) else {}


def _takes_a_reason(row: Row) -> bool:
    return row.move in {"return", "reject", "cancel"}


def _first(made: Test) -> str:
    return str(made.executions[0].id if made.executions else UUID(int=7))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def suite(postgres_server: ServerForTests, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Suite]:
    async with postgres_server.database(MIGRATIONS) as made:
        async with running(made.open("testing"), made.login("testing"), tmp_path_factory.mktemp("objects")) as suite:
            yield suite
        await made.close()


async def keep(suite: Suite, made: Test) -> None:
    """Puts the specimen in place, whatever was made of it, and takes away what came of it."""
    async with unit_of_work(suite.database) as uow:
        connection = uow.connection
        for table in (test_document, evidence):
            await connection.execute(delete(table))
        await connection.execute(delete(test))
        await connection.execute(insert(test), row_of(made))
        await connection.execute(insert(test_document), documents_of(made))
        await uow.commit()


async def answer_to(suite: Suite, row: Row, made: Test) -> httpx.Response:
    method, path, body = request_of(row, made)
    caller = caller_of(row.role)
    if row.move == "attach":
        return await suite.http.post(
            API + path, data=body, files={"file": ("a.txt", b"words")}, headers=suite.headers(caller)
        )
    return await suite.send(caller, method, path, body, version=made.version)


NOT_HELD_BACK_BY_RULES = {"explain"}
"""Allowed, and then there is nothing to explain: 404, by a code of its own."""
NEEDS_ITS_OBJECT = {"approve-correction", "reject-correction", "withdraw-correction"}
"""Without a correction there is none to find; where one waits is held in `test_corrections.py`."""


def check(row: Row, answer: httpx.Response) -> None:
    said = (row, answer.status_code, answer.text)
    if not row.right:
        assert answer.status_code == 403, said
        assert answer.json()["code"] == "not_allowed", said
        assert "it takes" in answer.json()["detail"], said
    elif row.role is Role.GUEST:
        # Outside the campaigns that they are in, guests see no test, not even their own.
        assert answer.status_code == 404, said
    elif row.move in NEEDS_ITS_OBJECT or (row.allowed and row.move in NOT_HELD_BACK_BY_RULES):
        assert answer.status_code == 404, said
    elif row.allowed:
        assert answer.is_success, said
    elif row.move == "correct" and row.stage == "draft":
        assert answer.status_code in {404, 409}, said
    else:
        assert answer.status_code == 409, said
        problem = answer.json()
        assert sorted({one["code"] for one in problem["errors"]}) == list(row.codes), said
        assert all(one["detail"] for one in problem["errors"]), said
        assert problem["state"] == ("in_review" if row.stage == "held" else row.stage), said
        assert isinstance(problem["allowed"], list), said


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("stage", STAGES)
async def test_each_row_is_what_the_api_does(suite: Suite, stage: Stage, role: Role) -> None:
    driven = 0
    for standing in STANDINGS:
        made = specimen(stage, Person.of(caller_of(role)), standing, id_=UUID(int=1 << 64), number=10**9)
        await keep(suite, made)
        for rule in RULES:
            if rule.move in ELSEWHERE:
                continue
            for side in SIDES if rule.sided else (None,):
                row = row_for(made, stage, rule.move, side, role, standing)
                answer = await answer_to(suite, row, made)
                check(row, answer)
                driven += 1
                if answer.is_success:
                    await keep(suite, made)
        present = await suite.get(replace(caller_of(Role.ADMIN)), f"/tests/{made.id}")
        assert (present["version"], present["state"]) == (1, "in_review" if stage == "held" else stage)
    assert driven == sum(row.stage == stage and row.role == role for row in rows())
