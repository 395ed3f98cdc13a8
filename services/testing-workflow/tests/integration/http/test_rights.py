"""The permission matrix, cell by cell: every endpoint, every role in every relation to the test, and nobody."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from litestar.routes import HTTPRoute
from testing_support.database import put
from testing_support.people import caller
from testing_support.service import API, Suite, running
from testing_support.tests import Desk

from aegis_kernel.rights import Action, Caller, Relation, Role, may
from aegis_testing.adapters.persistence.migrations import MIGRATIONS
from aegis_testing.domain.evidence import Content
from aegis_testing.domain.people import Person
from aegis_testing.domain.recording.evidence import attach_evidence
from aegis_testkit.postgres import ServerForTests

NOTHING = "00000000-0000-0000-0000-000000000001"
STALE = '"99"'
RED, BLUE = frozenset({Relation.ASSIGNED}), frozenset({Relation.OTHER_SIDE})


@dataclass(frozen=True)
class Endpoint:
    """What an operation takes, and a request that changes nothing for whoever has the right: its version is stale.
    `side` says whose the right is; `as_assignee` that the caller counts as assigned whoever they are."""

    action: Action
    method: str
    path: str
    body: Any = None
    side: str = "red"
    as_assignee: bool = False


READ = Action.TESTS_READ
LEAD = Action.TESTS_LEAD
COMMENT = Action.TESTS_COMMENT
REMEDY = Action.REMEDIATIONS_EDIT
EXECUTION = {"platform": "Windows", "environment": "lab", "outcome": "not_run"}
ONE_OF_MANY = {"action": "start", "test": NOTHING, "version": 1}
RULE = {"rule_id": NOTHING, "title": "Rule", "outcome": "silent"}

ENDPOINTS: dict[str, Endpoint] = {
    "tests.list": Endpoint(READ, "GET", "/tests"),
    "tests.queue": Endpoint(READ, "GET", "/tests/queue"),
    "tests.get": Endpoint(READ, "GET", "/tests/{test}"),
    "tests.history": Endpoint(READ, "GET", "/tests/{test}/history"),
    "tests.line": Endpoint(READ, "GET", "/tests/{test}/line"),
    "tests.bulk": Endpoint(LEAD, "POST", "/tests/bulk", {"items": [ONE_OF_MANY]}),
    "tests.template": Endpoint(READ, "GET", "/tests/{test}/template"),
    "tests.comments.list": Endpoint(READ, "GET", "/tests/{test}/comments"),
    "tests.comments.add": Endpoint(COMMENT, "POST", f"/tests/{NOTHING}/comments", {"text": "x"}),
    "tests.comments.revise": Endpoint(COMMENT, "PATCH", f"/tests/{{test}}/comments/{NOTHING}", {"text": "x"}),
    "tests.comments.remove": Endpoint(COMMENT, "DELETE", f"/tests/{{test}}/comments/{NOTHING}"),
    "tests.comments.revisions": Endpoint(READ, "GET", f"/tests/{{test}}/comments/{NOTHING}/revisions"),
    "remediations.list": Endpoint(READ, "GET", "/remediations"),
    "remediations.get": Endpoint(READ, "GET", "/remediations/{test}"),
    "remediations.edit": Endpoint(REMEDY, "PATCH", "/remediations/{test}", {"status": "done"}, side="owner"),
    "remediations.steps.add": Endpoint(REMEDY, "POST", "/remediations/{test}/steps", {"text": "x"}, side="owner"),
    "remediations.steps.change": Endpoint(
        REMEDY, "PATCH", f"/remediations/{{test}}/steps/{NOTHING}", {"done": True}, side="owner"
    ),
    "remediations.steps.remove": Endpoint(REMEDY, "DELETE", f"/remediations/{{test}}/steps/{NOTHING}", side="owner"),
    "tests.draft": Endpoint(Action.TESTS_DRAFT, "POST", "/tests", {"technique": "T9", "procedure": {"name": "x"}}),
    "tests.edit": Endpoint(Action.TESTS_EDIT_DRAFT, "PATCH", "/tests/{draft}", {"tags": ["x"]}),
    "tests.delete": Endpoint(Action.TESTS_DELETE_DRAFT, "DELETE", "/tests/{draft}"),
    "tests.start": Endpoint(Action.TESTS_START, "POST", "/tests/{test}/start"),
    "tests.hold": Endpoint(LEAD, "POST", "/tests/{test}/hold"),
    "tests.release": Endpoint(LEAD, "POST", "/tests/{test}/release"),
    "tests.cancel": Endpoint(LEAD, "POST", "/tests/{test}/cancel", {"reason": "x"}),
    "tests.retest": Endpoint(LEAD, "POST", "/tests/{test}/retest"),
    "tests.rerun": Endpoint(LEAD, "POST", "/tests/{test}/rerun"),
    "tests.corrections.list": Endpoint(READ, "GET", "/tests/{test}/corrections"),
    "tests.versions": Endpoint(READ, "GET", "/tests/{test}/versions"),
    "tests.corrections.propose": Endpoint(Action.TESTS_CORRECT, "POST", "/tests/{test}/corrections", {"reason": "x"}),
    "tests.corrections.approve": Endpoint(
        Action.BLUE_REVIEW, "POST", f"/tests/{{test}}/corrections/{NOTHING}/approve", {"side": "blue"}, side="blue"
    ),
    "tests.corrections.reject": Endpoint(
        Action.TESTS_CORRECT, "POST", f"/tests/{{test}}/corrections/{NOTHING}/reject", {"reason": "x"}
    ),
    "tests.corrections.withdraw": Endpoint(
        Action.TESTS_CORRECT, "POST", f"/tests/{{test}}/corrections/{NOTHING}/withdraw"
    ),
    "tests.reveal": Endpoint(Action.TESTS_REVEAL, "POST", "/tests/{test}/reveal"),
    "tests.explain": Endpoint(
        Action.BLUE_WORK, "POST", "/tests/{test}/contradictions", {"key": "x", "side": "blue", "explanation": "x"},
        side="blue",
    ),
    "tests.executions.add": Endpoint(Action.RED_WORK, "POST", "/tests/{test}/executions", EXECUTION),
    "tests.executions.change": Endpoint(Action.RED_WORK, "PATCH", f"/tests/{{test}}/executions/{NOTHING}", {}),
    "tests.executions.remove": Endpoint(Action.RED_WORK, "DELETE", f"/tests/{{test}}/executions/{NOTHING}"),
    "tests.observations.add": Endpoint(
        Action.BLUE_WORK, "POST", "/tests/{test}/observations", {"execution_id": NOTHING}, side="blue"
    ),
    "tests.observations.change": Endpoint(
        Action.BLUE_WORK, "PATCH", f"/tests/{{test}}/observations/{NOTHING}", {}, side="blue"
    ),
    "tests.observations.remove": Endpoint(
        Action.BLUE_WORK, "DELETE", f"/tests/{{test}}/observations/{NOTHING}", side="blue"
    ),
    "tests.rule_results.record": Endpoint(Action.BLUE_WORK, "POST", "/tests/{test}/rule-results", RULE, side="blue"),
    "tests.rule_results.remove": Endpoint(
        Action.BLUE_WORK, "DELETE", f"/tests/{{test}}/rule-results/{NOTHING}", side="blue"
    ),
    "tests.response.record": Endpoint(Action.BLUE_WORK, "POST", "/tests/{test}/response", {}, side="blue"),
    "campaigns.list": Endpoint(Action.CAMPAIGNS_READ, "GET", "/campaigns"),
    "campaigns.get": Endpoint(Action.CAMPAIGNS_READ, "GET", f"/campaigns/{NOTHING}"),
    "campaigns.progress": Endpoint(Action.CAMPAIGNS_READ, "GET", f"/campaigns/{NOTHING}/progress"),
    "campaigns.deconflict": Endpoint(
        Action.CAMPAIGNS_READ, "GET", f"/campaigns/{NOTHING}/deconflict?host=a&at=2026-01-01T00:00:00Z"
    ),
    "campaigns.edit": Endpoint(Action.CAMPAIGNS_LEAD, "PATCH", f"/campaigns/{NOTHING}", {"objective": "x"}),
    "campaigns.members": Endpoint(Action.CAMPAIGNS_LEAD, "PUT", f"/campaigns/{NOTHING}/members", {"members": []}),
    "campaigns.fill": Endpoint(Action.CAMPAIGNS_LEAD, "POST", f"/campaigns/{NOTHING}/tests", {}),
    "campaigns.order": Endpoint(Action.CAMPAIGNS_LEAD, "PUT", f"/campaigns/{NOTHING}/dependencies", {"tests": []}),
    "campaigns.activate": Endpoint(Action.CAMPAIGNS_LEAD, "POST", f"/campaigns/{NOTHING}/activate"),
    "campaigns.complete": Endpoint(Action.CAMPAIGNS_LEAD, "POST", f"/campaigns/{NOTHING}/complete"),
    "campaigns.cancel": Endpoint(Action.CAMPAIGNS_LEAD, "POST", f"/campaigns/{NOTHING}/cancel", {"reason": "x"}),
    "campaigns.archive": Endpoint(Action.CAMPAIGNS_LEAD, "POST", f"/campaigns/{NOTHING}/archive"),
    "evidence.list": Endpoint(Action.EVIDENCE_READ, "GET", "/evidence"),
    "evidence.get": Endpoint(Action.EVIDENCE_READ, "GET", "/evidence/{evidence}"),
    "evidence.download": Endpoint(Action.EVIDENCE_READ, "GET", "/evidence/{evidence}/download"),
    "evidence.preview": Endpoint(Action.EVIDENCE_READ, "GET", "/evidence/{evidence}/preview"),
    "evidence.hashes": Endpoint(Action.EVIDENCE_READ, "GET", "/evidence/hashes"),
    "evidence.verify_many": Endpoint(Action.EVIDENCE_READ, "POST", "/evidence/verify?test_id=999999"),
    "evidence.verify": Endpoint(Action.EVIDENCE_READ, "POST", "/evidence/{evidence}/verify"),
    "evidence.caption": Endpoint(Action.RED_WORK, "PATCH", "/evidence/{evidence}", {"caption": "x"}),
    "evidence.withdraw": Endpoint(LEAD, "POST", "/evidence/{evidence}/withdraw", {"reason": "x"}),
}  # fmt: skip
SIDED = {
    "claim": (Action.RED_WORK, Action.BLUE_WORK, None),
    "submit": (Action.RED_WORK, Action.BLUE_WORK, None),
    "recall": (Action.RED_WORK, Action.BLUE_WORK, None),
    "return": (Action.RED_RETURN, Action.BLUE_RETURN, {"reason": "x"}),
    "approve": (Action.RED_REVIEW, Action.BLUE_REVIEW, None),
    "reject": (Action.RED_REVIEW, Action.BLUE_REVIEW, {"reason": "x"}),
    "withdraw": (Action.RED_REVIEW, Action.BLUE_REVIEW, None),
    "resume": (Action.RED_WORK, Action.BLUE_WORK, None),
    "shift-times": (Action.RED_WORK, Action.BLUE_WORK, {"offset_seconds": 1}),
}
CELLS: list[tuple[str, Endpoint]] = list(ENDPOINTS.items())
for _move, (_red, _blue, _body) in SIDED.items():
    for _side, _action in (("red", _red), ("blue", _blue)):
        _path = f"/tests/{{test}}/claim/{_side}" if _move == "claim" else f"/tests/{{test}}/{_side}/{_move}"
        CELLS.append((f"tests.{_move}", Endpoint(_action, "POST", _path, _body, _side, _move == "claim")))
ELSEWHERE = {"campaigns.create", "tests.stream", "evidence.attach", "evidence.replace", "evidence.redact"}
"""A stream does not end, and uploads bring a form: below, and in `test_evidence.py` and `test_service.py`."""

RELATIONS = ("none", "red", "blue", "author")


@dataclass
class Matrix:
    suite: Suite
    places: dict[tuple[Role, str], dict[str, str]]

    def who(self, role: Role) -> Caller:
        return caller(f"A {role}", role)

    def relations(self, endpoint: Endpoint, relation: str) -> frozenset[Relation]:
        # Guests read as members; that they see no more than their campaigns is held elsewhere.
        held = {Relation.MEMBER}
        if relation == "author":
            held.add(Relation.AUTHOR)
        if relation in {"red", "blue"}:
            held.add(Relation.ASSIGNED if relation == endpoint.side else Relation.OTHER_SIDE)
        if endpoint.as_assignee:
            held.add(Relation.ASSIGNED)
        return frozenset(held)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def matrix(postgres_server: ServerForTests, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Matrix]:
    """For every role and relation a draft and a started test with a piece of evidence."""
    folder = tmp_path_factory.mktemp("objects")
    async with postgres_server.database(MIGRATIONS) as made:
        async with running(made.open("testing"), made.login("testing"), folder) as suite:
            desk, places = Desk(), {}
            for role in Role:
                who = caller(f"A {role}", role)
                for relation in RELATIONS:
                    places[role, relation] = await place(suite, desk, who, relation)
            yield Matrix(suite, places)
        await made.close()


async def place(suite: Suite, desk: Desk, who: Caller, relation: str) -> dict[str, str]:
    ids = {}
    for name in ("draft", "test"):
        test = desk.drafted() if name == "draft" else desk.started()
        test.red = type(test.red)(assignee=Person.of(who) if relation == "red" else None, since=desk.now)
        test.blue = type(test.blue)(assignee=Person.of(who) if relation == "blue" else None, since=desk.now)
        if relation == "author":
            test.author = Person.of(who)
        if name == "test":
            piece = desk.new_id()
            content = Content(name="a", media_type="text/plain", size=1, sha256=f"{piece.int:064x}")
            attach_evidence(test, piece, "red", content, "", caller("Somebody"), desk.circumstances())
            ids["evidence"] = str(piece)
        await put(suite.database, test)
        ids[name] = str(test.id)
    return ids


def test_every_endpoint_stands_in_the_table(matrix: Matrix) -> None:
    routes = [route for route in matrix.suite.service.api().routes if isinstance(route, HTTPRoute)]
    served = {
        handler.operation_id
        for route in routes
        if route.path.startswith(API) and "/openapi/" not in route.path
        for handler in route.route_handlers
    }
    assert served - {None} == {operation for operation, _ in CELLS} | ELSEWHERE


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("operation, endpoint", CELLS, ids=[f"{name}-{one.side}" for name, one in CELLS])
async def test_a_role_may_what_the_table_says_and_nothing_else(
    matrix: Matrix, operation: str, endpoint: Endpoint, relation: str
) -> None:
    for role in Role:
        who = matrix.who(role)
        path = endpoint.path.format(**matrix.places[role, relation])
        answer = await matrix.suite.send(
            who, endpoint.method, path, endpoint.body, version=None if endpoint.method == "GET" else STALE
        )
        if may(who, endpoint.action, matrix.relations(endpoint, relation)):
            assert answer.status_code not in {401, 403, 500}, (role, answer.text)
            if endpoint.method != "GET":
                assert answer.status_code in {200, 404, 412}, (role, answer.text)
        else:
            assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed"), role


@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("side", ["red", "blue"])
async def test_evidence_is_attached_by_the_side(matrix: Matrix, side: str, relation: str) -> None:
    action = Action.RED_WORK if side == "red" else Action.BLUE_WORK
    for role in Role:
        who = matrix.who(role)
        form = {"test_id": matrix.places[role, relation]["test"], "side": side}
        answer = await matrix.suite.http.post(
            f"{API}/evidence", data=form, files={"file": ("a.txt", b"words")}, headers=matrix.suite.headers(who)
        )
        allowed = may(who, action, matrix.relations(Endpoint(action, "POST", "", side=side), relation))
        assert answer.status_code == (201 if allowed else 403), role


@pytest.mark.parametrize("relation", RELATIONS)
async def test_evidence_is_redacted_by_its_side(matrix: Matrix, relation: str) -> None:
    for role in Role:
        who, piece = matrix.who(role), matrix.places[role, relation]["evidence"]
        answer = await matrix.suite.http.post(
            f"{API}/evidence/{piece}/redacted", files={"file": ("a.txt", b"bar")}, headers=matrix.suite.headers(who)
        )
        allowed = may(who, Action.RED_WORK, matrix.relations(Endpoint(Action.RED_WORK, "POST", ""), relation))
        assert answer.status_code == (201 if allowed else 403), role


@pytest.mark.parametrize("operation, endpoint", CELLS, ids=[f"{name}-{one.side}" for name, one in CELLS])
async def test_nobody_may_anything(matrix: Matrix, operation: str, endpoint: Endpoint) -> None:
    path = endpoint.path.format(test=NOTHING, draft=NOTHING, evidence=UUID(int=1))
    answer = await matrix.suite.http.request(endpoint.method, API + path, json=endpoint.body)
    assert answer.status_code == 401


async def test_a_token_never_decides_whatever_its_scopes(matrix: Matrix) -> None:
    everything = frozenset(action.value for action in Action)
    robot = caller("Robot", *Role, token_id="t", scopes=everything)
    test = matrix.places[Role.RED_LEAD, "none"]["test"]
    for side in ("red", "blue"):
        for move in ("approve", "reject", "withdraw"):
            answer = await matrix.suite.send(
                robot, "POST", f"/tests/{test}/{side}/{move}", {"reason": "x"}, version=STALE
            )
            assert answer.status_code == 403


async def test_campaigns_are_made_by_whoever_leads_them(matrix: Matrix) -> None:
    for role in Role:
        who = matrix.who(role)
        answer = await matrix.suite.send(who, "POST", "/campaigns", {"name": f"Of a {role}"})
        assert answer.status_code == (201 if may(who, Action.CAMPAIGNS_LEAD) else 403), role
