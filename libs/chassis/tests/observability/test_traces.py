"""A trace goes on through what happens here; spans are sent where tracing is configured."""

import subprocess
import sys

import pytest

from aegis_chassis.observability.traces import trace_of, traced
from aegis_chassis.observability.tracing import configure_tracing

PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


def test_without_tracing_the_trace_id_goes_on_with_a_new_span() -> None:
    with traced("work", PARENT) as own:
        assert trace_of(own) == trace_of(PARENT)
        assert own != PARENT
        assert own.endswith("-01")


@pytest.mark.parametrize(
    "bad", [None, "", "rubbish", f"00-{'0' * 32}-00f067aa0ba902b7-01", f"00-{'a' * 32}-{'0' * 16}-01", PARENT.upper()]
)
def test_what_is_no_trace_begins_a_new_one(bad: str | None) -> None:
    with traced("work", bad) as own:
        assert trace_of(own) is not None
    assert trace_of(bad) is None


def test_tracing_is_off_unless_configured() -> None:
    assert configure_tracing(service="toy", version="1", endpoint=None) is None


def test_spans_carry_their_name_and_parent_when_it_is_on() -> None:
    """In a process of its own: the provider is global and can be set once."""
    script = f"""
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from aegis_chassis.observability.tracing import configure_tracing
from aegis_chassis.observability.traces import traced, trace_of
exporter = InMemorySpanExporter()
provider = configure_tracing(service="toy", version="1", endpoint=None, exporter=exporter)
with traced("tests.submit", "{PARENT}") as own:
    pass
provider.shutdown()
(span,) = exporter.get_finished_spans()
assert span.name == "tests.submit"
assert f"{{span.context.trace_id:032x}}" == trace_of("{PARENT}") == trace_of(own)
assert f"{{span.context.span_id:016x}}" == own.split("-")[2]
assert f"{{span.parent.span_id:016x}}" == "00f067aa0ba902b7"
assert span.resource.attributes["service.name"] == "toy"
"""
    subprocess.run([sys.executable, "-c", script], check=True)
