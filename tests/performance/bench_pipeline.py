"""Events per second through outbox, relay, bus, inbox and replica, on both buses; the baseline is one event a
transaction on each side."""

import asyncio
import logging
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from uuid import uuid4

import structlog
from table import show

from aegis_chassis.database.embedded import EmbeddedPostgres
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.bus import Bus
from aegis_chassis.messaging.consumer import Consumer, Limits
from aegis_chassis.messaging.handler import Handler
from aegis_chassis.messaging.hearing import Group, Hearing
from aegis_chassis.messaging.kafka import KafkaBus
from aegis_chassis.messaging.postgres_log import PostgresLogBus
from aegis_chassis.messaging.relay import Relay
from aegis_chassis.messaging.wake import Wake
from aegis_kernel.clock import SystemClock
from aegis_testkit.kafka import kafka
from aegis_testkit.postgres import DatabaseForTests, ServerForTests
from aegis_testkit.toy.service import publish_thing, toy_container
from aegis_testkit.toy.things import AUDIT, MIGRATIONS, REPLICA, THINGS

EVENTS = 20_000
EVENTS_ONE_BY_ONE = 1_000


async def measure(bus: Bus, made: DatabaseForTests, *, events: int, batch: int, limit: int) -> float:
    """Events per second from the first commit to the last row of the replica."""
    group = Group(name=f"toy.{uuid4().hex}", hearings=(Hearing(THINGS, replica=REPLICA),))
    database = made.open("toy")
    wake = Wake()
    dsn = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    container = toy_container(database, bus, wake)
    clock = SystemClock()
    relay = Relay(dsn, bus, wake, schema="toy")
    consumer = Consumer(
        bus, Handler(group, container, clock), container, clock, service="toy", limits=Limits(records=limit)
    )
    tasks = [asyncio.create_task(relay.run()), asyncio.create_task(consumer.run())]
    while await is_behind(consumer):
        await asyncio.sleep(0.05)
    handled_before = consumer.handled
    began = time.perf_counter()
    for start in range(0, events, batch):
        unit = SqlUnitOfWork(database, service="toy", clock=clock, audit=AUDIT, wake=wake)
        async with unit:
            for number in range(start, min(start + batch, events)):
                publish_thing(unit, uuid4(), 1, number)
            await unit.commit()
    while consumer.handled - handled_before < events:
        await asyncio.sleep(0.005)
    seconds = time.perf_counter() - began
    for task in tasks:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    await container.close()
    return events / seconds


async def is_behind(consumer: Consumer) -> bool:
    """Whether the consumer still takes in what earlier measurements left on the topic."""
    before = consumer.handled
    await asyncio.sleep(1.0)
    return consumer.handled != before


@asynccontextmanager
async def buses(server: ServerForTests) -> AsyncIterator[dict[str, Bus]]:
    async with (
        kafka() as broker,
        KafkaBus(broker.bootstrap, prefix="bench.") as kafka_bus,
        server.database("bus") as log,
        PostgresLogBus(log.login("bus")) as postgres,
    ):
        await postgres.ensure_schema()
        for bus in (kafka_bus, postgres):
            await bus.ensure([THINGS.spec])
        yield {"Kafka": kafka_bus, "PostgreSQL log": postgres}


async def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    rows: list[list[object]] = []
    with tempfile.TemporaryDirectory() as folder:
        async with EmbeddedPostgres(Path(folder) / "postgres") as postgres:
            server = ServerForTests(postgres.dsn())
            async with buses(server) as named:
                for name, bus in named.items():
                    figures = {}
                    for label, events, batch, limit in (
                        ("one event a transaction", EVENTS_ONE_BY_ONE, 1, 1),
                        ("batches", EVENTS, 500, 2_000),
                    ):
                        async with server.database(MIGRATIONS) as made:
                            figures[label] = await measure(bus, made, events=events, batch=batch, limit=limit)
                    baseline = figures["one event a transaction"]
                    rows += [[name, label, round(figure), figure / baseline] for label, figure in figures.items()]
    show("Outbox to replica", ["bus", "how", "events/s", "ratio"], rows)


if __name__ == "__main__":
    asyncio.run(main())
