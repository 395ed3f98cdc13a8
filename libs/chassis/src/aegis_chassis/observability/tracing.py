"""OpenTelemetry tracing: off unless an endpoint is configured."""

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.sdk.trace.sampling import ParentBased, TraceIdRatioBased

from aegis_chassis.observability.traces import switch_on


def configure_tracing(
    *, service: str, version: str, endpoint: str | None, share: float = 1.0, exporter: SpanExporter | None = None
) -> TracerProvider | None:
    """Sends spans to `endpoint` (OTLP over HTTP, ``http://collector:4318/v1/traces``), or to `exporter`; does nothing
    without either. `share` is the part of traces begun here that is kept; a caller's own decision is followed.

    The provider returned is to be shut down at the end of the process: it sends what it holds.
    """
    if exporter is None:
        if endpoint is None:
            return None
        exporter = OTLPSpanExporter(endpoint=endpoint)
    resource = Resource.create({"service.name": service, "service.version": version, "service.namespace": "aegis"})
    provider = TracerProvider(resource=resource, sampler=ParentBased(TraceIdRatioBased(share)))
    provider.add_span_processor(BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    switch_on()
    return provider
