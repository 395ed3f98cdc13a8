"""What scoring does by itself."""

import asyncio

import structlog
from dishka import AsyncContainer

from aegis_chassis.messaging.failures import is_transient
from aegis_chassis.observability.operation import Operation, operating
from aegis_chassis.process.worker import Loop
from aegis_scoring.application.commands.rescore_all import RescoreAll
from aegis_scoring.application.commands.rescore_due import AT_ONCE, RescoreDue

log = structlog.get_logger(__name__)


async def rescore_due(container: AsyncContainer) -> int:
    """Publishes anew every score that something has expired for. How many."""
    done = 0
    while True:
        with operating(Operation(name="job rescore-due")):
            async with container() as scope:
                count = await (await scope.get(RescoreDue))()
        done += count
        if count < AT_ONCE:
            return done


async def rescore_all(container: AsyncContainer) -> int:
    """Works every technique out anew. How many records were published."""
    with operating(Operation(name="job rescore-all")):
        async with container() as scope:
            published = await (await scope.get(RescoreAll))()
    log.info("scores.rescored", published=published)
    return published


def rescoring_loop(container: AsyncContainer, *, every_seconds: float) -> Loop:
    """Looks for what is due again and again. A database that is away is waited for."""

    async def loop() -> None:
        while True:
            try:
                if done := await rescore_due(container):
                    log.info("scores.rescored", due=done)
            except Exception as error:
                if not is_transient(error):
                    raise
                log.warning("scores.rescoring_waits", trouble=f"{type(error).__name__}: {error}")
            await asyncio.sleep(every_seconds)

    return loop
