"""What an operator watches of a worker: whether events go out, come in, and pile up."""

from prometheus_client import CollectorRegistry

from aegis_chassis.observability.metrics import GaugesOf
from aegis_chassis.process.worker import Worker


def measure_worker(worker: Worker, registry: CollectorRegistry) -> None:
    """Registers the worker's gauges and counters. Lags are as of the last look, at most some 10 seconds ago."""
    relay, consumers = worker.relay, worker.consumers
    for gauge in worker.gauges:
        registry.register(gauge)
    for name, help_, read in (
        ("aegis_outbox_waiting", "Records in the outbox.", lambda: {"outbox": float(relay.waiting)}),
        ("aegis_outbox_oldest_seconds", "Age of the oldest.", lambda: {"outbox": relay.oldest_seconds}),
        ("aegis_worker_in_trouble", "1 while something is away.", lambda: {"worker": float(bool(worker.troubles()))}),
        (
            "aegis_consumer_lag",
            "Records not handled yet.",
            lambda: {group: float(consumer.lag) for group, consumer in consumers.items()},
        ),
    ):
        registry.register(GaugesOf(name, help_, "of", read))
    for name, help_, read in (
        ("aegis_relay_sent", "Records sent to the bus.", lambda: {"relay": float(relay.sent)}),
        (
            "aegis_consumer_handled",
            "Facts applied.",
            lambda: {group: float(consumer.handled) for group, consumer in consumers.items()},
        ),
        (
            "aegis_consumer_dead_letters",
            "Records that could not be handled.",
            lambda: {group: float(consumer.buried) for group, consumer in consumers.items()},
        ),
    ):
        registry.register(GaugesOf(name, help_, "of", read, counter=True))
