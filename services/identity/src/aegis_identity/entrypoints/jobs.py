"""What identity does by itself: each is a job, and all of them run in the worker's loop."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog
from dishka import AsyncContainer

from aegis_chassis.messaging.failures import is_transient
from aegis_identity.application.commands.purge import Purge
from aegis_identity.application.commands.rotate_keys import RotateKeys

log = structlog.get_logger(__name__)

Job = Callable[[], Awaitable[None]]
EACH_SECONDS = 1_800.0
"""Keys are made two hours before they are needed: one missed turn does not matter."""
AGAIN_SECONDS = 30.0
"""When something that they rest on is away."""


def jobs(container: AsyncContainer) -> Mapping[str, Job]:
    """The jobs by name. Any number of processes may run them."""

    async def rotate_keys() -> None:
        async with container() as scope:
            done = await (await scope.get(RotateKeys))()
        if done.made or done.dropped:
            log.info("keys.rotated", made=done.made, dropped=list(done.dropped))

    async def purge() -> None:
        async with container() as scope:
            count = await (await scope.get(Purge))()
        log.info("accounts.purged", rows=count)

    return {"rotate-keys": rotate_keys, "purge": purge}


def upkeep(container: AsyncContainer) -> Job:
    """The loop that runs all jobs, now and every half hour."""

    async def run() -> None:
        while True:
            pause = EACH_SECONDS
            try:
                for job in jobs(container).values():
                    await job()
            except Exception as error:
                if not is_transient(error):
                    raise
                pause = AGAIN_SECONDS
                log.warning("upkeep.put_off", trouble=f"{type(error).__name__}: {error}", again_in=pause)
            await asyncio.sleep(pause)

    return run
