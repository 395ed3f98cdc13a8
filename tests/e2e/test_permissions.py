"""The permission matrix of scoring and reporting, cell by cell over HTTP: every endpoint, every role, and nobody.

The other services hold theirs in their own tests, with a row for every endpoint too.
"""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from people import Person, sign_up
from suites import Suite

from aegis_client.http import AegisClient
from aegis_kernel.rights import POLICY, Action, Relation, Role

ROOT = Path(__file__).resolve().parents[2]
SEGMENTS = {"scores", "coverage", "scoring-configurations", "matrix", "layers", "metrics", "audit-events"}
NOTHING = "0197f000-0000-7000-8000-000000000000"
SCORES, CONFIGURE, LAYERS = Action.SCORES_READ, Action.SCORING_CONFIGURE, Action.LAYERS_READ
AUDIT, TESTS = Action.AUDIT_READ, Action.TESTS_READ

DEFAULT = {"preset": "default"}

ENDPOINTS: dict[str, tuple[Action, str, str, Any]] = {
    "audit_events.list": (AUDIT, "GET", "/audit-events?limit=1", None),
    "audit_events.export": (AUDIT, "GET", "/audit-events/export", None),
    "audit_events.head": (AUDIT, "GET", "/audit-events/head", None),
    "audit_events.verify": (AUDIT, "GET", "/audit-events/verify", None),
    "audit_events.get": (AUDIT, "GET", f"/audit-events/{NOTHING}", None),
    "coverage.get": (SCORES, "GET", "/coverage", None),
    "layers.list": (LAYERS, "GET", "/layers", None),
    "layers.read": (LAYERS, "GET", "/layers/score", None),
    "matrix.read": (LAYERS, "GET", "/matrix", None),
    "matrix.stream": (TESTS, "GET", "/matrix/stream", None),
    "metrics.recent": (TESTS, "GET", "/metrics/recent", None),
    "scores.actors": (SCORES, "GET", "/scores/actors?limit=1", None),
    "scores.actor": (SCORES, "GET", "/scores/actors/G9999", None),
    "scores.organisation": (SCORES, "GET", "/scores/organisation", None),
    "scores.tactics": (SCORES, "GET", "/scores/tactics", None),
    "scores.techniques": (SCORES, "GET", "/scores/techniques?limit=1", None),
    "scores.technique": (SCORES, "GET", "/scores/techniques/T9999", None),
    "scores.explanation": (SCORES, "GET", "/scores/techniques/T9999/explanation", None),
    "scores.history": (SCORES, "GET", "/scores/techniques/T9999/history", None),
    "scoring_configurations.list": (SCORES, "GET", "/scoring-configurations", None),
    "scoring_configurations.get": (SCORES, "GET", "/scoring-configurations/active", None),
    "scoring_configurations.create": (CONFIGURE, "POST", "/scoring-configurations", DEFAULT),
    "scoring_configurations.preview_unsaved": (
        CONFIGURE,
        "POST",
        "/scoring-configurations/preview",
        DEFAULT,
    ),
    "scoring_configurations.preview": (CONFIGURE, "POST", "/scoring-configurations/1/preview", None),
    "scoring_configurations.activate": (CONFIGURE, "POST", "/scoring-configurations/1/activate", None),
}
"""What each operation takes, and a request that changes nothing but a version that nobody activates."""


@pytest.fixture(scope="module")
def everybody(suite: Suite, admin: AegisClient) -> dict[Role, Person]:
    """One person a role. Machines are held by identity's own tests: nobody signs in as one."""
    return {
        role: sign_up(suite, admin, f"only-{role.value.replace('_', '-')}", role.value)
        for role in Role
        if role is not Role.SERVICE
    }


def status(suite: Suite, headers: dict[str, str], operation: str) -> int:
    """The status alone: a stream is left at once."""
    _, method, path, body = ENDPOINTS[operation]
    if method == "POST":
        headers = headers | {"If-Match": '"999"'}
    url = f"{suite.url}/api/v1{path}"
    with httpx.stream(method, url, headers=headers, json=body if method == "POST" else None, timeout=30) as answer:
        return answer.status_code


def test_every_endpoint_has_its_row() -> None:
    document = json.loads((ROOT / "docs" / "api" / "openapi.json").read_text())
    served = {
        operation["operationId"]
        for path, item in document["paths"].items()
        for method, operation in item.items()
        if method in {"get", "post", "put", "patch", "delete"} and set(path.split("/")[3:4]) & SEGMENTS
    }
    assert served == ENDPOINTS.keys()


@pytest.mark.parametrize("operation", ENDPOINTS)
def test_a_role_may_what_the_table_says_and_nothing_else(
    suite: Suite, everybody: dict[Role, Person], operation: str
) -> None:
    for role, person in everybody.items():
        headers = {"Authorization": str(person.client._http.headers["Authorization"])}
        got = status(suite, headers, operation)
        if Relation.ANY in POLICY[ENDPOINTS[operation][0]].get(role, ()):
            assert got not in {401, 403, 500}, (operation, role, got)
        else:
            assert got == 403, (operation, role, got)


@pytest.mark.parametrize("operation", ENDPOINTS)
def test_nobody_may_anything(suite: Suite, operation: str) -> None:
    assert status(suite, {}, operation) == 401
