"""Query parameters: what a handler does not declare is an error, not silence."""

from collections.abc import Collection
from typing import Any

from litestar import Litestar, Request
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from aegis_kernel.errors import Fault, Invalid, NotFound

ANY_QUERY = "any_query"
"""Handlers that read the query by themselves (a redirect's state) say so: ``opt={ANY_QUERY: True}``."""


class KnownParameters:
    """The query parameters of each handler, with those of its dependencies. Filled once, when the app is built."""

    def __init__(self) -> None:
        self._of: dict[int, frozenset[str]] = {}

    def learn(self, app: Litestar) -> None:
        """Notes what every handler of `app` takes."""
        for route in app.routes:
            if not isinstance(route, HTTPRoute):
                continue
            for handler, model in route.route_handler_map.values():
                names = frozenset(parameter.field_alias for parameter in model.expected_query_params)
                self._of[id(handler)] = self._of.get(id(handler), frozenset()) | names

    def refuse_others(self, request: Request[Any, Any, Any], handler: HTTPRouteHandler) -> None:
        """Raises `Invalid`, naming every parameter that the handler does not know, or whose value holds a zero byte,
        which no database compares with; and `NotFound` for a path with one: nothing has such a name."""
        if "\x00" in request.scope["path"]:
            raise NotFound("not_found", "There is nothing at this address.")
        if not request.scope["query_string"] or handler.opt.get(ANY_QUERY):
            return
        known = self._of.get(id(handler), frozenset())
        unknown = sorted(set(request.query_params) - known)
        if unknown:
            faults = [Fault(f"/query/{name[:100]}", _told(known), "unknown_parameter") for name in unknown]
            raise Invalid("unknown_parameter", f"There is no parameter {', '.join(unknown)[:200]} here.", faults)
        if b"%00" in request.scope["query_string"]:
            named = sorted({name for name, value in request.query_params.multi_items() if "\x00" in value})
            detail = "Text has no zero bytes."
            raise Invalid("zero_byte", detail, [Fault(f"/query/{name}", detail, "zero_byte") for name in named])


def _told(known: Collection[str]) -> str:
    if not known:
        return "There is no such parameter; this takes none."
    return f"There is no such parameter; there are {', '.join(sorted(known))}."
