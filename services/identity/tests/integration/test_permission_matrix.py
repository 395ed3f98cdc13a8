"""Every cell of the permission matrix that identity answers for, over HTTP: each role at each operation."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx
import pytest
from identity_support.people import PASSWORD, sign_in, sign_up
from identity_support.serving import Running

from aegis_chassis.web.openapi import openapi_document
from aegis_kernel.rights import POLICY, Action, Role

NOBODY = uuid4()


@dataclass(frozen=True)
class Cell:
    """One operation, and the right that it takes; None for none at all."""

    method: str
    path: str
    action: Action | None
    body: Any = None


OPERATIONS = {
    "auth.login": Cell("POST", "/auth/login", None, {"email": "nobody@example.test", "password": "x"}),
    "auth.refresh": Cell("POST", "/auth/refresh", None, {"refresh_token": "x"}),
    "auth.reset": Cell("POST", "/auth/reset", None, {"token": "x", "new_password": PASSWORD}),
    "auth.me": Cell("GET", "/auth/me", Action.ACCOUNT_OWN),
    "auth.sessions": Cell("GET", "/auth/sessions", Action.ACCOUNT_OWN),
    "auth.end_session": Cell("DELETE", f"/auth/sessions/{NOBODY}", Action.ACCOUNT_OWN),
    "auth.password": Cell(
        "POST", "/auth/password", Action.ACCOUNT_OWN, {"current_password": PASSWORD, "new_password": "short"}
    ),
    "auth.mfa": Cell("GET", "/auth/mfa", Action.ACCOUNT_OWN),
    "auth.mfa_enrol": Cell("POST", "/auth/mfa", Action.ACCOUNT_OWN, {"password": PASSWORD}),
    "auth.mfa_confirm": Cell("POST", "/auth/mfa/confirm", Action.ACCOUNT_OWN, {"code": "no"}),
    "auth.mfa_recovery_codes": Cell("POST", "/auth/mfa/recovery-codes", Action.ACCOUNT_OWN, {"code": "no"}),
    "auth.mfa_disable": Cell("POST", "/auth/mfa/disable", Action.ACCOUNT_OWN, {"code": "no"}),
    "users.reset_mfa": Cell("DELETE", f"/users/{NOBODY}/mfa", Action.USERS_MANAGE),
    "users.list": Cell("GET", "/users", Action.USERS_READ),
    "users.get": Cell("GET", f"/users/{NOBODY}", Action.USERS_READ),
    "users.create": Cell("POST", "/users", Action.USERS_MANAGE, {"email": "no", "name": "A", "roles": ["viewer"]}),
    "users.change": Cell("PATCH", f"/users/{NOBODY}", Action.USERS_MANAGE, {"name": "B"}),
    "users.deactivate": Cell("POST", f"/users/{NOBODY}/deactivate", Action.USERS_MANAGE),
    "users.reactivate": Cell("POST", f"/users/{NOBODY}/reactivate", Action.USERS_MANAGE),
    "users.reset_password": Cell("POST", f"/users/{NOBODY}/reset-password", Action.USERS_MANAGE),
    "users.sessions": Cell("GET", f"/users/{NOBODY}/sessions", Action.USERS_MANAGE),
    "users.end_sessions": Cell("POST", f"/users/{NOBODY}/end-sessions", Action.USERS_MANAGE),
    "users.end_session": Cell("DELETE", f"/users/{NOBODY}/sessions/{NOBODY}", Action.USERS_MANAGE),
    "roles.list": Cell("GET", "/roles", Action.ACCOUNT_OWN),
    "roles.matrix": Cell("GET", "/roles/matrix", Action.ACCOUNT_OWN),
    "api_tokens.list": Cell("GET", "/api-tokens", Action.ACCOUNT_OWN),
    "api_tokens.create": Cell("POST", "/api-tokens", Action.ACCOUNT_OWN, {"name": "", "scopes": ["account.own"]}),
    "api_tokens.get": Cell("GET", f"/api-tokens/{NOBODY}", Action.ACCOUNT_OWN),
    "api_tokens.revoke": Cell("POST", f"/api-tokens/{NOBODY}/revoke", Action.ACCOUNT_OWN),
}
LAST = {"auth.logout": Cell("POST", "/auth/logout", Action.ACCOUNT_OWN)}
"""Ends the session of whoever asks."""


def test_every_operation_has_its_row(identity: Running) -> None:
    document = openapi_document(identity.app)
    known = {operation["operationId"] for item in document["paths"].values() for operation in item.values()}
    assert set(OPERATIONS) | set(LAST) == known - {"keys.list"}


async def ask(identity: Running, cell: Cell, token: str | None) -> httpx.Response:
    headers = {"If-Match": '"1"'} | ({"Authorization": f"Bearer {token}"} if token else {})
    body = {"json": cell.body or {}} if cell.method in {"POST", "PATCH"} else {}
    return await identity.http.request(cell.method, f"/api/v1{cell.path}", headers=headers, **body)  # type: ignore[arg-type]


async def test_without_a_caller_everything_is_refused_but_what_is_public(identity: Running) -> None:
    for name, cell in (OPERATIONS | LAST).items():
        answer = await ask(identity, cell, None)
        if cell.action is None:
            assert answer.status_code in {401, 403}, name
            assert answer.json()["code"] != "unauthenticated" or name == "auth.refresh", name
        else:
            assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated"), name


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SERVICE])
async def test_each_role_may_what_the_matrix_says(identity: Running, role: Role) -> None:
    person = await sign_up(identity, "somebody", role)
    for name, cell in (OPERATIONS | LAST).items():
        answer = await ask(identity, cell, person.token)
        if cell.action is None or role in POLICY[cell.action]:
            refused = answer.status_code == 403 and answer.json()["code"] == "not_allowed"
            assert not refused, f"{role} at {name}: {answer.text}"
            assert answer.status_code < 500, name
        else:
            assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed"), f"{role} at {name}"


async def test_a_machine_may_what_its_scopes_and_its_role_say(identity: Running) -> None:
    admin = await sign_in(identity)
    robot = await admin.post(
        "/users", {"email": "robot@example.test", "name": "R", "roles": ["service"], "kind": "service"}
    )
    scopes = [str(action) for action in Action if Role.SERVICE in POLICY[action]]
    made = await admin.post("/api-tokens", {"name": "all", "scopes": scopes, "owner_id": robot.json()["id"]})
    narrow = await admin.post("/api-tokens", {"name": "one", "scopes": ["tests.read"], "owner_id": robot.json()["id"]})
    for name, cell in OPERATIONS.items():
        if cell.action is None:
            continue
        whole = await ask(identity, cell, made.json()["token"])
        allowed = Role.SERVICE in POLICY[cell.action]
        assert (whole.status_code == 403 and whole.json()["code"] == "not_allowed") is not allowed, name
        one = await ask(identity, cell, narrow.json()["token"])
        assert (one.status_code, one.json()["code"]) == (403, "not_allowed"), name
