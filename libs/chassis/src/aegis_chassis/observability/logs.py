"""Logs: structured lines with the operation that wrote them, JSON unless a person watches, without secrets."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import msgspec
import structlog
from structlog.typing import Processor

from aegis_chassis.observability.operation import current_operation
from aegis_chassis.observability.redaction import may_hold_secrets, redacted, without_named
from aegis_chassis.observability.traces import trace_of

_encode = msgspec.json.Encoder(enc_hook=repr).encode

Event = MutableMapping[str, Any]

_QUIET = ("asyncio", "aiokafka", "alembic", "botocore", "aiobotocore", "httpx", "httpcore", "uvicorn.access", "urllib3")


def configure_logs(*, level: str = "INFO", service: str | None = None, stream: TextIO | None = None) -> None:
    """Sets up all logging of the process, that of libraries too. JSON lines when `stream` (standard error) is not a
    terminal. Call it once, first thing.

    Our own lines do not go through the standard library's logging, which costs more than all else about them; those of
    libraries do, and end up alike.
    """
    out = stream or sys.stderr
    number = logging.getLevelNamesMapping()[level.upper()]
    rendered = _rendered(out)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _logger_name,
            _Named(service),
            _with_operation,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *rendered,
        ],
        logger_factory=lambda *names: _Lines(out, *names),
        wrapper_class=structlog.make_filtering_bound_logger(number),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                _Named(service),
                _with_operation,
                structlog.stdlib.ExtraAdder(),
            ],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendered],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(number)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, number))


class _Lines:
    """Writes lines to a stream, each whole."""

    def __init__(self, out: TextIO, name: str | None = None) -> None:
        self._out = out
        self.name = name

    def msg(self, line: str) -> None:
        self._out.write(f"{line}\n")
        self._out.flush()

    debug = info = warning = error = critical = exception = fatal = log = failure = msg


def _rendered(out: TextIO) -> list[Processor]:
    if out.isatty():
        return [_clean, structlog.dev.ConsoleRenderer(colors=True)]
    return [
        structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False)),
        _as_line,
    ]


def _as_line(_: Any, __: str, event: Event) -> str:
    """The line as JSON. Secrets inside texts are looked for in the whole line first: most hold none."""
    line = _encode(without_named(event)).decode()
    return _encode(redacted(msgspec.json.decode(line))).decode() if may_hold_secrets(line) else line


class _Named:
    """Adds the service's name, so that the lines of one process can be told apart."""

    def __init__(self, service: str | None) -> None:
        self._service = service

    def __call__(self, _: Any, __: str, event: Event) -> Event:
        if self._service is not None:
            event.setdefault("service", self._service)
        return event


def _logger_name(logger: Any, _: str, event: Event) -> Event:
    event["logger"] = getattr(logger, "name", None)
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
