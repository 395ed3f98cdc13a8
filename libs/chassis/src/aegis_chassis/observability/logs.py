"""Logs: structured lines with the operation that wrote them, JSON unless a person watches, without secrets."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import msgspec
import structlog
from structlog.typing import Processor

from aegis_chassis.observability.operation import current_operation
from aegis_chassis.observability.redaction import redacted
from aegis_chassis.observability.traces import trace_of

Event = MutableMapping[str, Any]

_QUIET = ("asyncio", "aiokafka", "alembic", "botocore", "aiobotocore", "httpx", "httpcore", "uvicorn.access", "urllib3")


def configure_logs(*, level: str = "INFO", service: str | None = None, stream: TextIO | None = None) -> None:
    """Sets up all logging of the process, that of libraries too. JSON lines when `stream` (standard error) is not a
    terminal. Call it once, first thing."""
    out = stream or sys.stderr
    before: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _Named(service),
        _with_operation,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *before,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*before, structlog.stdlib.ExtraAdder()],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *_rendered(out)],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level.upper())))


def _rendered(out: TextIO) -> list[Processor]:
    if out.isatty():
        return [_clean, structlog.dev.ConsoleRenderer(colors=True)]
    return [
        structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
        _clean,
        structlog.processors.JSONRenderer(serializer=_as_json),
    ]


def _as_json(event: Any, **_: Any) -> str:
    return msgspec.json.encode(event, enc_hook=repr).decode()


class _Named:
    """Adds the service's name, so that the lines of one process can be told apart."""

    def __init__(self, service: str | None) -> None:
        self._service = service

    def __call__(self, _: Any, __: str, event: Event) -> Event:
        if self._service is not None:
            event.setdefault("service", self._service)
        return event


def _with_operation(_: Any, __: str, event: Event) -> Event:
    operation = current_operation()
    if operation is not None:
        event.setdefault("operation", operation.name)
        if operation.correlation_id is not None:
            event.setdefault("request_id", operation.correlation_id)
        if (trace_id := trace_of(operation.traceparent)) is not None:
            event.setdefault("trace_id", trace_id)
        if operation.caller is not None:
            event.setdefault("caller", str(operation.caller.id))
    return event


def _clean(_: Any, __: str, event: Event) -> Event:
    """Last before rendering, so that nothing is added behind it."""
    cleaned: Event = redacted(dict(event))
    return cleaned
