"""The permission matrix, cell by cell, and what the service owns."""

import re

from import_support.client import API, Client

from aegis_chassis.web.public_routes import routes_without_a_caller
from aegis_kernel.rights import POLICY, Action, Role


def test_the_import_answers_what_it_owns_and_nothing_without_a_caller(idle: Client) -> None:
    app = idle.service.api()
    paths = {route.path for route in app.routes if route.path.startswith(f"{API}/")}
    segments = {path.removeprefix(f"{API}/").split("/")[0] for path in paths}
    assert segments - {"openapi"} == idle.service.owns
    assert routes_without_a_caller(app) == {"import.openapi", "health.live", "health.ready", "health.metrics"}


CELLS = [
    ("GET", "/data-sources", None, "sources.read"),
    ("GET", "/data-sources/attack-ics", None, "sources.read"),
    ("GET", "/data-sources/attack-ics/stats", None, "sources.read"),
    ("POST", "/data-sources", {"name": "mine", "upstream": "nobody"}, "sources.manage"),
    ("PATCH", "/data-sources/attack-ics", {}, "sources.manage"),
    ("POST", "/data-sources/attack-ics/enable", {}, "sources.manage"),
    ("POST", "/data-sources/attack-ics/disable", {}, "sources.manage"),
    ("PUT", "/data-sources/attack-ics/schedule", {"rule": "daily"}, "sources.manage"),
    ("POST", "/data-sources/attack-ics/sync", {"url": "x"}, "sources.manage"),
    ("POST", "/data-sources/attack-ics/preview", {"url": "x"}, "sources.manage"),
    ("POST", "/data-sources/attack-ics/upload", {}, "sources.manage"),
    ("GET", "/schedules", None, "sources.read"),
    ("GET", "/import-runs", None, "sources.read"),
    ("GET", "/import-runs/{run}", None, "sources.read"),
    ("GET", "/import-runs/{run}/problems", None, "sources.read"),
    ("GET", "/import-runs/{run}/stream", None, "sources.read"),
    ("POST", "/import-runs/{run}/cancel", {}, "sources.manage"),
    ("POST", "/import-runs/{run}/approve", {}, "sources.manage"),
    ("POST", "/import-runs/{run}/discard", {}, "sources.manage"),
]


async def test_the_permission_matrix_holds_for_every_endpoint(idle: Client) -> None:

    run = "00000000-0000-0000-0000-000000000000"
    told: dict[str, str] = {}
    for role in Role:
        for method, path, body, action in CELLS:
            how = {} if body is None else {"json": body, "headers": {"If-Match": '"99"'}}
            answer = await idle.send(method, path.format(run=run), role, **how)
            allowed = role in POLICY[Action(action)]
            if (answer.status_code == 403) == allowed:
                told[f"{role} {method} {path}"] = f"{answer.status_code}, allowed {allowed}"
    assert told == {}


async def test_every_endpoint_is_in_the_matrix_and_refuses_strangers(idle: Client) -> None:
    app = idle.service.api()
    served = {
        (method, route.path)
        for route in app.routes
        for method in getattr(route, "methods", ())
        if route.path.startswith(API) and method not in {"OPTIONS", "HEAD"} and "openapi" not in route.path
    }
    tested = {(method, API + path.replace("attack-ics", "{}").replace("{run}", "{}")) for method, path, _, _ in CELLS}

    assert {(method, re.sub(r"\{[^}]*\}", "{}", path)) for method, path in served} == tested
    for method, path, _, _ in CELLS:
        answer = await idle.http.request(method, API + path.format(run="00000000-0000-0000-0000-000000000000"))
        assert answer.status_code == 401, (method, path)
