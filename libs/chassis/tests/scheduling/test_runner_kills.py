"""Three workers compete for schedules that are due every second, and are killed again and again: each due time is run
once, none twice, none left out while somebody was there."""

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime

import pytest

from aegis_chassis.database.pool import Database
from aegis_chassis.scheduling import Schedule, put_schedule
from aegis_testkit.plugin_postgres import PostgresDatabase
from aegis_testkit.toy.scheduling import start_runner
from aegis_testkit.toy.things import MIGRATIONS

SCHEDULES, WORKERS, KILLS = 12, 3, 20


@pytest.mark.kill
@pytest.mark.parametrize("seed", [1, 2])
async def test_killed_workers_run_each_due_time_once(postgres_database: PostgresDatabase, seed: int) -> None:
    chance = random.Random(seed)
    made = await postgres_database(MIGRATIONS)
    database, dsn = made.open("toy"), made.login("toy")
    workers = [await asyncio.to_thread(start_runner, dsn) for _ in range(WORKERS)]
    try:
        begun = datetime.now(UTC)
        async with database.connect() as connection, connection.begin():
            for number in range(SCHEDULES):
                schedule = Schedule(name=f"s{number}", job="note", rule="every 1s", starts_at=begun)
                await put_schedule(connection, schedule, begun)
        for _ in range(KILLS):
            await asyncio.sleep(chance.uniform(0.01, 0.7))
            unlucky = chance.randrange(WORKERS)
            workers[unlucky].kill()
            workers[unlucky] = await asyncio.to_thread(start_runner, dsn)
        await asyncio.sleep(2)
    finally:
        for worker in workers:
            worker.kill()
            await asyncio.to_thread(worker.join)
    await check(database)


async def check(database: Database) -> None:
    async with database.raw() as connection:
        told = [tuple(row) for row in await connection.fetch("select key, version from told")]
        runs = dict(await connection.fetch("select name, runs from schedule"))
    assert [key for key, times in Counter(key for key, _ in told).items() if times > 1] == []
    for name, count in runs.items():
        numbers = sorted(number for key, number in told if key.split(" ")[0] == name)
        assert numbers == list(range(1, count + 1))
        assert count >= 5
