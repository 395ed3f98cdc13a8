"""What a transaction publishes is sent if, and only if, it commits; in order, once a relay can send."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from uuid import uuid4

import pytest
from sqlalchemy import text

from aegis_chassis.database.pool import Database
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.bus import BusAway, Outgoing
from aegis_chassis.messaging.relay import Relay
from aegis_chassis.messaging.wake import Wake
from aegis_chassis.observability.operation import Operation, operating
from aegis_kernel.clock import SystemClock
from aegis_kernel.rights import Caller, Role
from aegis_testkit.toy.service import publish_thing
from aegis_testkit.toy.things import AUDIT, THINGS


class TakingBus:
    """Remembers what it was sent; may be away."""

    def __init__(self) -> None:
        self.sent: list[Outgoing] = []
        self.away = False

    async def publish(self, records: Sequence[Outgoing], *, within: float) -> None:
        if self.away:
            raise BusAway("away")
        self.sent.extend(records)


def unit_on(database: Database, wake: Wake | None = None) -> SqlUnitOfWork:
    return SqlUnitOfWork(database, service="toy", clock=SystemClock(), audit=AUDIT, wake=wake or Wake())


@asynccontextmanager
async def relaying(database: Database, bus: TakingBus, wake: Wake, poll: float = 0.05) -> AsyncIterator[Relay]:
    dsn = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    relay = Relay(dsn, bus, wake, schema="toy", poll_seconds=poll, back_off=(0.02, 0.1))
    task = asyncio.create_task(relay.run())
    try:
        yield relay
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def outbox_count(database: Database) -> int:
    async with database.raw() as connection:
        return int(await connection.fetchval("select count(*) from outbox"))


async def nothing_left(database: Database) -> bool:
    return await outbox_count(database) == 0


async def until(condition: object, within: float = 5.0) -> None:
    deadline = asyncio.get_running_loop().time() + within
    while True:
        held = condition()
        if asyncio.iscoroutine(held):
            held = await held
        if held:
            return
        assert asyncio.get_running_loop().time() < deadline, "not in time"
        await asyncio.sleep(0.01)


async def test_what_is_not_committed_is_not_sent(toy: Database) -> None:
    unit = unit_on(toy)
    async with unit:
        publish_thing(unit, uuid4(), 1, 1)
    with pytest.raises(ZeroDivisionError):
        async with unit_on(toy) as failing:
            publish_thing(failing, uuid4(), 1, 1)
            _ = 1 / 0
    assert await outbox_count(toy) == 0


async def test_a_failure_after_the_copy_undoes_the_copy(toy: Database) -> None:
    """A COPY on the driver's connection has to be inside the same transaction as everything else."""
    from aegis_chassis.messaging.outbox import append_to_outbox

    with pytest.raises(ZeroDivisionError):
        async with unit_on(toy) as unit:
            await append_to_outbox(unit.connection, [Outgoing("t", "k", {}, b"{}")])
            _ = 1 / 0
    assert await outbox_count(toy) == 0


async def test_a_cancellation_in_the_middle_of_a_statement_stays_one(toy: Database) -> None:
    async def work() -> None:
        async with unit_on(toy) as unit:
            await unit.connection.execute(text("select pg_sleep(60)"))

    for _ in range(3):
        task = asyncio.create_task(work())
        await asyncio.sleep(0.1)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_a_commit_is_sent_in_order_with_its_envelope_and_deleted(toy: Database) -> None:
    bus, wake, id_ = TakingBus(), Wake(), uuid4()
    async with relaying(toy, bus, wake):
        for version in range(1, 6):
            async with unit_on(toy, wake) as unit:
                publish_thing(unit, id_, version, version * 10)
                await unit.commit()
        await until(lambda: len(bus.sent) == 5)
    assert [record.headers["ce_sequence"] for record in bus.sent] == ["1", "2", "3", "4", "5"]
    assert {record.key for record in bus.sent} == {str(id_)}
    assert bus.sent[0].headers["ce_type"] == "aegis.toy.thing.changed.v1"
    assert await outbox_count(toy) == 0


async def test_a_command_of_somebody_leaves_one_audit_entry(toy: Database) -> None:
    caller = Caller(id=uuid4(), name="Ada", roles=frozenset({Role.RED_LEAD}))
    bus, wake = TakingBus(), Wake()
    operation = Operation(name="things.change", caller=caller, correlation_id="c-1", address="127.0.0.1")
    with operating(operation):
        async with unit_on(toy, wake) as unit:
            publish_thing(unit, uuid4(), 1, 1)
            publish_thing(unit, uuid4(), 1, 2)
            await unit.commit()
    async with relaying(toy, bus, wake):
        await until(lambda: len(bus.sent) == 3)
    (entry,) = [record for record in bus.sent if record.topic == AUDIT.name]
    assert b'"action":"things.change"' in entry.value
    assert b'"actor_name":"Ada"' in entry.value
    assert {record.headers["ce_correlationid"] for record in bus.sent} == {"c-1"}
    assert len(operation.events) == 2
    assert operation.events[0].startswith(f"{THINGS.name}/")


async def test_nothing_is_lost_while_the_bus_is_away(toy: Database) -> None:
    bus, wake = TakingBus(), Wake()
    bus.away = True
    async with relaying(toy, bus, wake) as relay:
        async with unit_on(toy, wake) as unit:
            publish_thing(unit, uuid4(), 1, 1)
            await unit.commit()
        await until(lambda: relay.trouble is not None)
        assert bus.sent == []
        bus.away = False
        await until(lambda: len(bus.sent) == 1)
        assert relay.trouble is None


async def test_one_relay_is_active_and_the_next_takes_over(toy: Database) -> None:
    active, waiting = TakingBus(), TakingBus()
    async with relaying(toy, active, Wake(), poll=0.02):
        await asyncio.sleep(0.2)
        async with relaying(toy, waiting, Wake(), poll=0.02):
            async with unit_on(toy) as unit:
                publish_thing(unit, uuid4(), 1, 1)
                await unit.commit()
            await until(lambda: nothing_left(toy))
            assert (len(active.sent), waiting.sent) == (1, [])
    async with relaying(toy, waiting, Wake(), poll=0.02):
        async with unit_on(toy) as unit:
            publish_thing(unit, uuid4(), 1, 1)
            await unit.commit()
        await until(lambda: len(waiting.sent) == 1)


async def test_a_commit_in_another_process_wakes_the_relay_by_the_database(toy: Database) -> None:
    from aegis_chassis.messaging.wake import outbox_channel

    bus = TakingBus()
    async with relaying(toy, bus, Wake(), poll=30):
        await asyncio.sleep(0.2)
        async with unit_on(toy, Wake(outbox_channel("toy"))) as unit:
            publish_thing(unit, uuid4(), 1, 1)
            await unit.commit()
        await until(lambda: len(bus.sent) == 1, within=2)


async def test_a_large_outbox_goes_out_in_batches_limited_by_bytes(toy: Database) -> None:
    bus, wake = TakingBus(), Wake()
    async with unit_on(toy, wake) as unit:
        for number in range(40):
            publish_thing(unit, uuid4(), 1, number, "x" * 500_000)
        await unit.commit()
    async with relaying(toy, bus, wake):
        await until(lambda: len(bus.sent) == 40)
    assert await outbox_count(toy) == 0
