"""The OpenAPI 3.1 document of a service, with the error answers that the framework does not know of."""

from typing import Any

import msgspec
from litestar import Litestar, Request, Response, get
from litestar._openapi.plugin import OpenAPIPlugin
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import Components, License, SecurityScheme, Server

from aegis_chassis.web.authentication import PUBLIC
from aegis_chassis.web.credentials import CSRF_HEADER, SESSION_COOKIE
from aegis_chassis.web.problems import MEDIA_TYPE, Problem

API = "/api/v1"

_SECURITY: list[dict[str, list[str]]] = [{"bearer": []}, {"session": []}]
_TOLD = {
    "400": "Unreadable: no JSON, or a cursor of another list.",
    "401": "Not signed in.",
    "403": "Signed in, but may not.",
    "404": "Not there, or hidden from the caller.",
    "409": "A conflict, or a move that the rules refuse: `code` says which.",
    "412": "Written against an old version; `ETag` is the present one.",
    "413": "The body is larger than is taken.",
    "415": "A media type that is not taken.",
    "422": "Well-formed but not acceptable: `errors` names every fault.",
    "428": "`If-Match` is needed.",
    "429": "Too often; `Retry-After` says when again.",
    "503": "Something that this rests on is away; `Retry-After` says when again.",
}


def openapi_config(service: str, version: str) -> OpenAPIConfig:
    """What the document says of the whole service."""
    return OpenAPIConfig(
        title=f"Aegis {service}",
        version=version,
        license=License(name="Apache-2.0", identifier="Apache-2.0"),
        servers=[Server(url="/")],
        use_handler_docstrings=True,
        components=Components(
            security_schemes={
                "bearer": SecurityScheme(
                    type="http", scheme="bearer", description="An access token (JWT) or an API token (`aeg_...`)."
                ),
                "session": SecurityScheme(
                    type="apiKey",
                    name=SESSION_COOKIE,
                    security_scheme_in="cookie",
                    description=f"A browser's session; writes bring `{CSRF_HEADER}` too.",
                ),
            }
        ),
    )


def openapi_handler(service: str) -> HTTPRouteHandler:
    """Serves the document at ``/api/v1/openapi/<service>.json``."""

    @get(
        f"{API}/openapi/{service}.json",
        operation_id=f"{service}.openapi",
        opt={**PUBLIC, "quiet": True},
        include_in_schema=False,
    )
    async def openapi(request: Request[Any, Any, Any]) -> Response[bytes]:
        app = request.app
        held = app.state.get("openapi_bytes")
        if held is None:
            held = app.state["openapi_bytes"] = msgspec.json.encode(openapi_document(app))
        return Response(held, media_type="application/json", headers={"Cache-Control": "public, max-age=300"})

    return openapi


def openapi_document(app: Litestar) -> dict[str, Any]:
    """The document of an application made by `create_app`."""
    plugin = app.plugins.get(OpenAPIPlugin)
    # The framework serves the document by a router of its own, which answers HTML and cannot be left out; so it is not
    # configured there but told the same here.
    plugin._openapi_config = app.state["openapi_config"]  # noqa: SLF001
    document: dict[str, Any] = plugin.provide_openapi().to_schema()
    public = {
        handler.operation_id for route in app.routes for handler in getattr(route, "route_handlers", [])
        if handler.opt.get("public")
    }  # fmt: skip
    _, schemas = msgspec.json.schema_components([Problem], ref_template="#/components/schemas/{name}")
    document.setdefault("components", {}).setdefault("schemas", {}).update(schemas)
    for path, item in document.get("paths", {}).items():
        for method, operation in item.items():
            if isinstance(operation, dict):
                _declare_errors(path, method, operation, public=operation.get("operationId") in public)
    return document


def _declare_errors(path: str, method: str, operation: dict[str, Any], *, public: bool) -> None:
    operation["security"] = [] if public else _SECURITY
    responses: dict[str, Any] = operation.setdefault("responses", {})
    responses.pop("400", None)  # the framework's own form, which nobody is ever answered
    statuses = {"400", "422", "429", "503"} | (set() if public else {"401", "403"})
    statuses |= {"404"} if "{" in path else set()
    statuses |= {"409"} if method != "get" else set()
    statuses |= {"413", "415"} if "requestBody" in operation else set()
    if any(parameter.get("name") == "If-Match" for parameter in operation.get("parameters", [])):
        statuses |= {"412", "428"}
    for status in sorted(statuses):
        responses.setdefault(status, _problem(_TOLD[status]))
    responses.setdefault("500", _problem("A defect; only the request id is told."))


def _problem(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
