"""Ids of events are forgotten only when the event cannot come again."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import uuid4

from aegis_chassis.database.migrations import Migrations
from aegis_chassis.database.pool import Database
from aegis_chassis.process.housekeeping import ACTED_ON_KEPT, keep_house
from aegis_contracts.topics import ALL
from aegis_kernel.clock import SystemClock
from aegis_testkit.toy.things import MIGRATIONS


def test_nothing_is_forgotten_that_a_topic_still_keeps() -> None:
    kept = [topic.spec.retention_seconds for topic in ALL if topic.append_only]
    assert all(seconds is not None and timedelta(seconds=seconds) < ACTED_ON_KEPT for seconds in kept)


async def test_old_ids_go_and_young_ones_stay(
    service_database: Callable[[Migrations], Awaitable[Database]],
) -> None:
    toy = await service_database(MIGRATIONS)
    now = SystemClock().now()
    old, young = uuid4(), uuid4()
    insert = "insert into effect_done (grp, event_id, at) values ('g', $1, $2)"
    async with toy.raw() as connection:
        await connection.execute(insert, old, now - ACTED_ON_KEPT - timedelta(days=1))
        await connection.execute(insert, young, now - timedelta(days=1))
    await keep_house(toy, SystemClock())
    async with toy.raw() as connection:
        assert [row["event_id"] for row in await connection.fetch("select event_id from effect_done")] == [young]
