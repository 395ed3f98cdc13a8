"""For tests: which routes of an application take no caller. Each service's test holds the list."""

from litestar import Litestar
from litestar.routes import HTTPRoute


def routes_without_a_caller(app: Litestar) -> set[str]:
    """Operation ids of all public routes. Fails for a handler without an explicit operation id, since the audit trail
    names actions by it."""
    found: set[str] = set()
    for route in app.routes:
        for handler in route.route_handlers if isinstance(route, HTTPRoute) else []:
            if handler.http_methods == {"OPTIONS"}:
                continue
            if not isinstance(handler.operation_id, str):
                raise AssertionError(f"{route.path}: {handler} has no operation_id")
            if handler.opt.get("public"):
                found.add(handler.operation_id)
    return found
