"""The bus by itself, both adapters: records per second out and in, and how late one record comes.

The baselines, in the same run: aiokafka's bare producer, and a bare COPY of the same rows into a table.
"""

import asyncio
import statistics
import time
from dataclasses import dataclass
from uuid import uuid4

import asyncpg
from aiokafka import AIOKafkaProducer

from aegis_chassis.messaging.bus import Bus, Outgoing
from aegis_chassis.messaging.kafka import KafkaBus
from aegis_chassis.messaging.postgres_log import PostgresLogBus
from aegis_kernel.facts import TopicSpec
from aegis_testkit.kafka import kafka
from aegis_testkit.listening import Listener, listening
from aegis_testkit.postgres import embedded_for_tests

RECORDS = 20_000
BATCH = 500
VALUE = b"x" * 1_000
HEADERS = {
    "content-type": "application/json",
    "ce_specversion": "1.0",
    "ce_id": str(uuid4()),
    "ce_type": "aegis.testing.test.validated.v1",
    "ce_source": "/aegis/testing-workflow",
    "ce_subject": str(uuid4()),
    "ce_time": "2026-11-24T11:00:00.000000Z",
    "ce_sequence": "17",
}
LATENCY_RECORDS = 600
LATENCY_PER_SECOND = 200


@dataclass
class Figures:
    out_per_second: float
    in_per_second: float
    p50_ms: float
    p99_ms: float


def batches(topic: str) -> list[list[Outgoing]]:
    records = [Outgoing(topic, f"key-{number % 100}", HEADERS, VALUE) for number in range(RECORDS)]
    return [records[start : start + BATCH] for start in range(0, RECORDS, BATCH)]


async def measure(bus: Bus) -> Figures:
    await bus.ensure([TopicSpec(name="bench.bulk"), TopicSpec(name="bench.single")])
    await bus.publish([Outgoing("bench.bulk", "warm", HEADERS, VALUE)], within=10)
    began = time.perf_counter()
    for batch in batches("bench.bulk"):
        await bus.publish(batch, within=60)
    out = time.perf_counter() - began
    async with listening(bus, "bench-bulk", "bench.bulk") as listener:
        heard = 0
        began = time.perf_counter()
        while heard <= RECORDS:
            await listener.poll(limit=2_000, wait=1)
            heard += len(listener.heard)
            await listener.commit()
            listener.heard.clear()
        taken = time.perf_counter() - began
    p50, p99 = await latency(bus)
    return Figures(RECORDS / out, heard / taken, p50, p99)


async def latency(bus: Bus) -> tuple[float, float]:
    """Milliseconds from before the publish to after the poll, at a steady rate."""
    late: list[float] = []

    async def hear(listener: Listener) -> None:
        while len(late) < LATENCY_RECORDS:
            for records in (await listener.poll(wait=1)).values():
                now = time.perf_counter()
                late.extend((now - float(record.value)) * 1_000 for record in records if record.key != "warm")

    async with listening(bus, "bench-single", "bench.single") as listener:
        await bus.publish([Outgoing("bench.single", "warm", HEADERS, b"0")], within=10)
        await listener.until_heard(1)
        hearing = asyncio.create_task(hear(listener))
        began = time.perf_counter()
        for number in range(LATENCY_RECORDS):
            await asyncio.sleep(max(0.0, began + number / LATENCY_PER_SECOND - time.perf_counter()))
            sent = Outgoing("bench.single", "key", HEADERS, str(time.perf_counter()).encode())
            await bus.publish([sent], within=10)
        await hearing
    ordered = sorted(late)
    return statistics.median(ordered), ordered[int(len(ordered) * 0.99)]


async def bare_kafka(bootstrap: str) -> float:
    """Records per second of a producer with the same guarantees."""
    async with AIOKafkaProducer(
        bootstrap_servers=bootstrap, enable_idempotence=True, acks="all", linger_ms=0
    ) as producer:
        headers = [(name, text.encode()) for name, text in HEADERS.items()]
        began = time.perf_counter()
        for batch in batches("bench.bulk"):
            acks = [await producer.send(r.topic, r.value, key=r.key.encode(), headers=headers) for r in batch]
            await asyncio.gather(*acks)
        return RECORDS / (time.perf_counter() - began)


async def bare_copy(dsn: str) -> float:
    """Records per second of COPY, a commit a batch."""
    connection = await asyncpg.connect(dsn)
    await connection.execute(
        'create table bare (topic text, "offset" bigint, key text, headers text, value bytea, '
        'at timestamptz default now(), primary key (topic, "offset"));'
        "alter table bare alter column value set storage external"
    )
    text, offset = str(HEADERS), 0
    began = time.perf_counter()
    for batch in batches("bench.bulk"):
        rows = [(r.topic, number, r.key, text, r.value) for number, r in enumerate(batch, offset)]
        await connection.copy_records_to_table(
            "bare", columns=["topic", "offset", "key", "headers", "value"], records=rows
        )
        offset += len(batch)
    taken = time.perf_counter() - began
    await connection.close()
    return RECORDS / taken


def show(name: str, figures: Figures, baseline: float) -> None:
    print(
        f"{name:<15}{figures.out_per_second:>12,.0f}{baseline:>12,.0f}{figures.out_per_second / baseline:>8.2f}"
        f"{figures.in_per_second:>12,.0f}{figures.p50_ms:>10.2f}{figures.p99_ms:>10.2f}"
    )


async def main() -> None:
    print(f"{RECORDS:,} records of 1 kB, {BATCH} a publish; latency of single records at {LATENCY_PER_SECOND}/s")
    print(f"{'':<15}{'out/s':>12}{'bare out/s':>12}{'ratio':>8}{'in/s':>12}{'p50 ms':>10}{'p99 ms':>10}")
    async with kafka() as broker, KafkaBus(broker.bootstrap) as bus:
        figures = await measure(bus)
        show("Kafka", figures, await bare_kafka(broker.bootstrap))
    async with embedded_for_tests(durable=True) as server, PostgresLogBus(server.dsn()) as log:
        await log.ensure_schema()
        figures = await measure(log)
        show("PostgreSQL log", figures, await bare_copy(server.dsn()))


if __name__ == "__main__":
    asyncio.run(main())
