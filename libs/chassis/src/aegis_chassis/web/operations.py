"""The outermost layer: every request becomes an operation with an id, a trace, one line in the log and its metrics."""

import re
import time
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from opentelemetry import trace
from opentelemetry.trace import SpanKind

from aegis_chassis.observability.metrics import HttpMetrics
from aegis_chassis.observability.operation import Operation, operating
from aegis_chassis.observability.traces import traced
from aegis_chassis.web.headers import header_of
from aegis_kernel.ids import uuid7

log = structlog.get_logger(__name__)

REQUEST_ID = "X-Request-Id"
EVENT = "Aegis-Event"
UNROUTED = "unrouted"

_REQUEST_ID = re.compile(r"\A[A-Za-z0-9._:-]{1,128}\Z")

Denied = Callable[[Operation, HTTPScope, int], Awaitable[None]]
"""Told of every request that was answered 401 or 403 to somebody known."""


class Operations:
    """Wraps a whole application. Answers carry ``X-Request-Id``, and ``Aegis-Event`` when something was published."""

    def __init__(self, app: ASGIApp, metrics: HttpMetrics, denied: Denied) -> None:
        self._app = app
        self._metrics = metrics
        self._denied = denied

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one connection."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        client = scope.get("client")
        operation = Operation(
            name=UNROUTED,
            address=client[0] if client else None,
            correlation_id=_request_id(header_of(scope, b"x-request-id") or ""),
        )
        with (
            operating(operation),
            traced(UNROUTED, header_of(scope, b"traceparent"), kind=SpanKind.SERVER) as own,
            self._metrics.answering(),
        ):
            operation.traceparent = own
            await self._answer(scope, receive, send, operation)

    async def _answer(self, scope: HTTPScope, receive: Receive, send: Send, operation: Operation) -> None:
        started = time.perf_counter()
        status = 0

        async def marking(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], *_marks(message["headers"], operation)]
            await send(message)

        try:
            await self._app(scope, receive, marking)
        finally:
            seconds = time.perf_counter() - started
            operation.name = operation_id(scope)
            self._measure(scope, operation, status, seconds)
            _say(scope, operation, status, seconds)
        if status in {401, 403} and operation.caller is not None:
            await self._denied(operation, scope, status)

    def _measure(self, scope: HTTPScope, operation: Operation, status: int, seconds: float) -> None:
        self._metrics.answered(operation.name, _method(scope), status, seconds)
        span = trace.get_current_span()
        if span.is_recording():
            span.update_name(operation.name)
            span.set_attributes({"http.request.method": _method(scope), "http.response.status_code": status})


def operation_id(scope: Any) -> str:
    """The operation id of the route that a connection was sent to."""
    handler = scope.get("route_handler")
    return str(getattr(handler, "operation_id", None) or UNROUTED)


def _is_quiet(scope: Any) -> bool:
    handler = scope.get("route_handler")
    return handler is not None and bool(handler.opt.get("quiet"))


def _method(scope: HTTPScope) -> str:
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return scope["method"] if scope["method"] in known else "other"


def _request_id(given: str) -> str:
    return given if _REQUEST_ID.match(given) else uuid7().hex


def _marks(present: Iterable[tuple[bytes, bytes]], operation: Operation) -> list[tuple[bytes, bytes]]:
    """The headers that every answer carries, beside its own."""
    marks = [
        (REQUEST_ID.lower().encode(), (operation.correlation_id or "").encode("latin-1")),
        (b"x-content-type-options", b"nosniff"),
    ]
    if not any(name.lower() == b"cache-control" for name, _ in present):
        marks.append((b"cache-control", b"no-store"))
    if operation.events:
        marks.append((EVENT.lower().encode(), operation.events[-1].encode("latin-1")))
    return marks


def _say(scope: HTTPScope, operation: Operation, status: int, seconds: float) -> None:
    """The one line that tells of a request. Probes are only told when they fail."""
    if _is_quiet(scope) and status < 400:
        return
    say = log.error if status >= 500 or status == 0 else log.info
    say(
        "http.answered" if status else "http.broken_off",
        method=_method(scope),
        path=scope["path"][:500],
        status=status,
        milliseconds=round(seconds * 1000, 1),
        address=operation.address,
        token_id=operation.caller.token_id if operation.caller else None,
        events=len(operation.events),
    )
