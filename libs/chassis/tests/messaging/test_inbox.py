"""Every fact takes effect once, whatever comes twice, late, or to several consumers at once."""

import asyncio
import random
from collections import Counter
from uuid import UUID, uuid4

from aegis_chassis.database.pool import Database
from aegis_chassis.database.unit_of_work import SqlUnitOfWork
from aegis_chassis.messaging.inbox import claim_ids, claim_versions
from aegis_chassis.messaging.wake import Wake
from aegis_kernel.clock import SystemClock
from aegis_kernel.facts import Fact
from aegis_kernel.ids import event_id
from aegis_testkit.toy.things import AUDIT, THINGS, Thing


def fact(id_: UUID, version: int) -> Fact[Thing]:
    return Fact(
        topic=THINGS.name,
        key=str(id_),
        version=version,
        type="aegis.toy.thing.changed.v1",
        id=event_id(THINGS.name, str(id_), version),
        time=SystemClock().now(),
        state=Thing(id=id_, value=version),
    )


async def claim(database: Database, facts: list[Fact[Thing]]) -> list[int]:
    async with SqlUnitOfWork(database, service="toy", clock=SystemClock(), audit=AUDIT, wake=Wake()) as unit:
        new = await claim_versions(unit.connection, "g", facts)
        await unit.commit()
    return [one.version for one in new]


async def test_what_was_had_is_not_new_again(toy: Database) -> None:
    id_ = uuid4()
    assert await claim(toy, [fact(id_, 1), fact(id_, 2)]) == [1, 2]
    assert await claim(toy, [fact(id_, 1), fact(id_, 2), fact(id_, 3)]) == [3]
    assert await claim(toy, [fact(id_, 3)]) == []


async def test_a_fact_overtaken_in_its_batch_or_before_is_dropped(toy: Database) -> None:
    id_ = uuid4()
    assert await claim(toy, [fact(id_, 2), fact(id_, 1), fact(id_, 2), fact(id_, 4)]) == [2, 4]
    assert await claim(toy, [fact(id_, 3)]) == []


async def test_a_claim_that_is_rolled_back_was_never_made(toy: Database) -> None:
    id_ = uuid4()
    async with SqlUnitOfWork(toy, service="toy", clock=SystemClock(), audit=AUDIT, wake=Wake()) as unit:
        assert len(await claim_versions(unit.connection, "g", [fact(id_, 1)])) == 1
    assert await claim(toy, [fact(id_, 1)]) == [1]


async def test_event_ids_are_claimed_once_a_group(toy: Database) -> None:
    one = fact(uuid4(), 1)
    async with SqlUnitOfWork(toy, service="toy", clock=SystemClock(), audit=AUDIT, wake=Wake()) as unit:
        assert await claim_ids(unit.connection, "g", [one, one]) == [one]
        assert await claim_ids(unit.connection, "g", [one]) == []
        assert await claim_ids(unit.connection, "other", [one]) == [one]
        await unit.commit()


async def test_three_consumers_that_compete_and_crash_apply_each_fact_once_and_in_order(toy: Database) -> None:
    things = [uuid4() for _ in range(20)]
    log = [fact(id_, version) for version in range(1, 31) for id_ in things]
    chance = random.Random(7)

    async def consume(seed: int) -> None:
        own = random.Random(seed)
        position = 0
        while position < len(log):
            batch = log[position : position + own.randint(1, 60)]
            async with SqlUnitOfWork(toy, service="toy", clock=SystemClock(), audit=AUDIT, wake=Wake()) as unit:
                new = await claim_versions(unit.connection, "g", batch)
                driver = (await unit.connection.get_raw_connection()).driver_connection
                assert driver is not None
                await driver.executemany(
                    "insert into told (key, version) values ($1, $2)", [(one.key, one.version) for one in new]
                )
                if own.random() < 0.1:
                    continue  # crashed before its commit: the batch comes again
                await unit.commit()
            if chance.random() > 0.05:
                position += len(batch)  # else its offsets were lost: the batch comes again

    await asyncio.gather(*(consume(seed) for seed in range(3)))
    async with toy.raw() as connection:
        rows = await connection.fetch("select key, version from told")
    told = Counter((row["key"], row["version"]) for row in rows)
    assert set(told.values()) == {1}
    assert len(told) == len(log)
