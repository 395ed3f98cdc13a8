"""Metrics: one Prometheus registry a service, so that several services in one process do not mix."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class HttpMetrics:
    """Requests by operation id: never by path, which would make a series of every id."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._requests = Counter(
            "aegis_http_requests", "Requests answered.", ["operation", "method", "status"], registry=registry
        )
        self._seconds = Histogram(
            "aegis_http_request_seconds", "Seconds to an answer.", ["operation"], buckets=_SECONDS, registry=registry
        )
        self._in_flight = Gauge("aegis_http_requests_in_flight", "Requests being answered.", registry=registry)
        # Finding a series by its labels costs more than counting in it.
        self._counter_of: dict[tuple[str, str, int], Counter] = {}
        self._seconds_of: dict[str, Histogram] = {}

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Counts a request as being answered, for the block."""
        self._in_flight.inc()
        try:
            yield
        finally:
            self._in_flight.dec()

    def answered(self, operation: str, method: str, status: int, seconds: float) -> None:
        """Counts an answer; one that was broken off (status 0) took no time that says anything."""
        place = (operation, method, status)
        counter = self._counter_of.get(place)
        if counter is None:
            counter = self._counter_of[place] = self._requests.labels(operation, method, str(status))
        counter.inc()
        if not status:
            return
        histogram = self._seconds_of.get(operation)
        if histogram is None:
            histogram = self._seconds_of[operation] = self._seconds.labels(operation)
        histogram.observe(seconds)


Readings = Callable[[], Mapping[str, float]]
"""Values by the name of what they belong to, read when metrics are asked for: must be quick and must not wait."""


class GaugesOf(Collector):
    """A gauge, or a counter, with one label, whose values are read when they are asked for: consumer lag by group,
    connections in use by pool."""

    def __init__(self, name: str, help_: str, label: str, read: Readings, *, counter: bool = False) -> None:
        self._name = name
        self._help = help_
        self._label = label
        self._read = read
        self._counter = counter

    def collect(self) -> Iterable[Metric]:
        """Reads the values now (`Collector`)."""
        family = (CounterMetricFamily if self._counter else GaugeMetricFamily)(
            self._name, self._help, labels=[self._label]
        )
        for name, value in self._read().items():
            family.add_metric([name], value)
        yield family

    def describe(self) -> Iterable[Metric]:
        """Names what it will collect, without reading (`Collector`)."""
        yield (CounterMetricFamily if self._counter else GaugeMetricFamily)(self._name, self._help)
