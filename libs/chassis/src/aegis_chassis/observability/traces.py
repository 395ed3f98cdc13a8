"""Trace context (W3C): taken in, made when absent, handed on; spans when tracing is configured."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, TraceFlags

_TRACEPARENT = re.compile(r"\A00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})\Z")

_tracer = trace.get_tracer("aegis")


class _Switch:
    """Whether spans are recorded: without, all that is left of tracing is its ids, which cost next to nothing."""

    on = False


def switch_on() -> None:
    """Records spans from here on: for whoever has configured where they go."""
    _Switch.on = True


def trace_of(traceparent: str | None) -> str | None:
    """The trace id in a ``traceparent``, None when it is not a valid one."""
    found = _TRACEPARENT.match(traceparent) if traceparent else None
    return found[1] if found else None


@contextmanager
def traced(name: str, traceparent: str | None = None, *, kind: SpanKind = SpanKind.INTERNAL) -> Iterator[str]:
    """A span around the block, below `traceparent` when that is valid. Gives the ``traceparent`` of the span, to send
    on. Without tracing configured no span is recorded, but the trace id goes on all the same."""
    found = _TRACEPARENT.match(traceparent) if traceparent else None
    if not _Switch.on:
        yield made(found[1], found[3]) if found else made()
        return
    context = None
    if found is not None:
        parent = SpanContext(
            int(found[1], 16), int(found[2], 16), is_remote=True, trace_flags=TraceFlags(int(found[3], 16))
        )
        context = trace.set_span_in_context(NonRecordingSpan(parent))
    with _tracer.start_as_current_span(name, context=context, kind=kind) as span:
        own = span.get_span_context()
        if span.is_recording():
            yield f"00-{own.trace_id:032x}-{own.span_id:016x}-{int(own.trace_flags):02x}"
        else:
            yield made(found[1] if found else None, found[3] if found else "00")


def made(trace_id: str | None = None, flags: str = "00") -> str:
    """A new ``traceparent``, in the trace given or in a new one."""
    return f"00-{trace_id or os.urandom(16).hex()}-{os.urandom(8).hex()}-{flags}"
