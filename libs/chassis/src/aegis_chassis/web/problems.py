"""Problem details (RFC 9457): the one place where kinds of error become statuses and bodies."""

import math
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import msgspec
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.types import ExceptionHandlersMap

from aegis_chassis.observability.operation import current_operation
from aegis_chassis.web.etags import etag_of
from aegis_kernel.errors import Away, DomainError, Fault, NotKnownYet, RuleBroken, Stale, TooMany

log = structlog.get_logger(__name__)

MEDIA_TYPE = "application/problem+json"

STATUS_OF_KIND = {
    "unreadable": 400,
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "not_known_yet": 404,
    "conflict": 409,
    "rule_broken": 409,
    "stale": 412,
    "too_large": 413,
    "unsupported": 415,
    "invalid": 422,
    "needs_version": 428,
    "too_many": 429,
    "domain": 500,
    "away": 503,
}

CODE_OF_STATUS = {
    400: "unreadable",
    401: "unauthenticated",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    406: "not_acceptable",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "too_many",
    500: "defect",
    503: "away",
}

TITLES = {"rule_broken": "The rules refuse this now", "stale": "Written against an old version"}


class ProblemFault(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that is wrong or missing. `pointer` is a JSON pointer into the body; ``/query/limit``,
    ``/header/If-Match`` and ``/path/id`` name what stands elsewhere."""

    pointer: str
    detail: str
    code: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """The body of every error answer. `instance` names the request, as every log line and event of it does. `state` and
    `allowed` stand with a move that the rules refuse, where the thing has states: which one, and the moves possible."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str | None = None
    errors: list[ProblemFault] = []
    state: str | msgspec.UnsetType = msgspec.UNSET
    allowed: list[str] | msgspec.UnsetType = msgspec.UNSET


def problem_response(
    status: int,
    code: str,
    detail: str,
    *,
    title: str | None = None,
    faults: "tuple[Fault, ...] | list[Fault]" = (),
    headers: dict[str, str] | None = None,
    state: str | None = None,
    allowed: Sequence[str] | None = None,
) -> Response[Problem]:
    """A problem as an answer."""
    operation = current_operation()
    request_id = operation.correlation_id if operation else None
    problem = Problem(
        type=f"urn:aegis:problem:{code}",
        title=title or HTTPStatus(status).phrase,
        status=status,
        detail=detail,
        code=code,
        instance=f"urn:aegis:request:{request_id}" if request_id else None,
        errors=[ProblemFault(pointer=fault.pointer, detail=fault.detail, code=fault.code) for fault in faults],
        state=msgspec.UNSET if state is None else state,
        allowed=msgspec.UNSET if allowed is None else list(allowed),
    )
    return Response(problem, status_code=status, media_type=MEDIA_TYPE, headers=headers or {})


def domain_problem(_: Request[Any, Any, Any], error: DomainError) -> Response[Problem]:
    """A refusal by a rule."""
    headers: dict[str, str] = {}
    match error:
        case Away() | TooMany():
            headers["Retry-After"] = str(max(1, math.ceil(error.retry_after_seconds)))
        case NotKnownYet():
            headers["Retry-After"] = "1"
        case Stale():
            headers["ETag"] = etag_of(error.current)
        case DomainError(kind="unauthenticated"):
            headers["WWW-Authenticate"] = 'Bearer realm="aegis"'
    status = STATUS_OF_KIND.get(error.kind, 500)
    return problem_response(
        status,
        error.code,
        error.detail,
        title=TITLES.get(error.kind),
        faults=error.faults,
        headers=headers,
        state=error.state if isinstance(error, RuleBroken) else None,
        allowed=error.allowed if isinstance(error, RuleBroken) else None,
    )


def http_problem(request: Request[Any, Any, Any], error: HTTPException) -> Response[Problem]:
    """A refusal by the framework: no such route, wrong method, unreadable body."""
    status = error.status_code
    if status >= 500:
        return defect(request, error)
    if isinstance(error, ValidationException):
        return _invalid_parameters(request, error)
    headers = dict(error.headers or {})
    detail = {
        404: "There is nothing at this address.",
        405: f"{request.method} is not possible here.",
        413: "The body is larger than is taken here.",
    }.get(status, error.detail)
    return problem_response(status, CODE_OF_STATUS.get(status, "refused"), detail, headers=headers)


def _invalid_parameters(request: Request[Any, Any, Any], error: ValidationException) -> Response[Problem]:
    """Parameters that do not fit. One in the path names nothing, so that it is a 404."""
    extra = error.extra if isinstance(error.extra, list) else []
    if not extra:
        return problem_response(400, "unreadable", error.detail)
    sources = {"query": "query", "header": "header", "cookie": "cookie", "path": "path", "body": ""}
    faults = []
    for entry in extra:
        source = str(getattr(entry.get("source"), "value", entry.get("source") or "query"))
        prefix = sources.get(source, source)
        key = str(entry.get("key", ""))
        if key == "data":
            return problem_response(
                422, "invalid", "This takes a JSON body.", faults=[Fault("", "Missing.", "missing")]
            )
        name = _spelling(request, key)
        pointer = f"/{prefix}/{name}" if prefix else f"/{name}"
        faults.append(Fault(pointer, str(entry.get("message", "is not valid")), "invalid"))
    if any(fault.pointer.startswith("/path/") for fault in faults):
        return problem_response(404, "not_found", "There is nothing at this address.")
    return problem_response(422, "invalid", _summary(faults), faults=faults)


def _spelling(request: Request[Any, Any, Any], parameter: str) -> str:
    """A parameter as clients spell it, where the handler calls it otherwise (`from` is a word of Python's)."""
    declared = request.route_handler.parsed_fn_signature.parameters.get(parameter)
    return getattr(declared.kwarg_definition, "name", None) or parameter if declared is not None else parameter


def _summary(faults: list[Fault]) -> str:
    return f"{faults[0].pointer}: {faults[0].detail}" + (f" (and {len(faults) - 1} more)" if len(faults) > 1 else "")


def defect(_: Request[Any, Any, Any], error: Exception) -> Response[Problem]:
    """A 500: logged whole, told only by its request id."""
    log.error("http.defect", exc_info=error)
    return problem_response(500, "defect", "Something went wrong here. The request id leads to it in the logs.")


HANDLERS: ExceptionHandlersMap = {
    DomainError: domain_problem,
    HTTPException: http_problem,
    Exception: defect,
}
