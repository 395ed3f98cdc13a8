"""What every service forgets in time: answers kept for idempotency keys, and ids of events that were acted on."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog
from dishka import AsyncContainer

from aegis_chassis.database.pool import Database
from aegis_chassis.messaging.failures import is_transient
from aegis_chassis.web.idempotency import IdempotencyKeys
from aegis_kernel.clock import Clock

log = structlog.get_logger(__name__)

EVERY_SECONDS = 3_600.0
ACTED_ON_KEPT = timedelta(days=120)
"""Longer than any append-only topic keeps its records (90 days): until then one may come again."""

_FORGET = "delete from effect_done where at < $1"


async def keep_house(database: Database, clock: Clock) -> None:
    """Forgets what is due, once."""
    await IdempotencyKeys(database, clock).purge()
    async with database.raw() as connection:
        await connection.execute(_FORGET, clock.now() - ACTED_ON_KEPT)


def housekeeping(container: AsyncContainer, clock: Clock) -> Callable[[], Awaitable[None]]:
    """A worker's loop: every hour, until cancelled."""

    async def loop() -> None:
        database = await container.get(Database)
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                await keep_house(database, clock)
            except Exception as error:
                if not is_transient(error):
                    raise
                log.warning("housekeeping.put_off", trouble=f"{type(error).__name__}: {error}")

    return loop
