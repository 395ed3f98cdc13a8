"""Jobs: what is done at times, or by hand as ``testing-workflow <job>``."""

import asyncio

import structlog
from dishka import AsyncContainer

from aegis_chassis.messaging.failures import is_transient
from aegis_chassis.observability.operation import Operation, operating
from aegis_chassis.process.worker import Loop
from aegis_testing.application.commands.reveal_due import AT_ONCE, RevealDue
from aegis_testing.application.commands.sweep_evidence import SweepEvidence

log = structlog.get_logger(__name__)

SWEEP_EVIDENCE = "sweep-evidence"
REVEAL_DUE = "reveal-due"
REVEALS_EVERY_SECONDS = 5.0


async def sweep_evidence(container: AsyncContainer) -> None:
    """Sweeps bytes away that no evidence has. It may run twice, and at the same time."""
    async with container() as scope:
        swept = await (await scope.get(SweepEvidence))()
    log.info("evidence.swept", objects=swept)


async def reveal_due(container: AsyncContainer) -> None:
    """Reveals the blind tests whose time has come. It may run twice, and at the same time."""
    while True:
        with operating(Operation(name=f"job {REVEAL_DUE}")):
            async with container() as scope:
                revealed = await (await scope.get(RevealDue))()
        if revealed:
            log.info("tests.revealed", tests=revealed)
        if revealed < AT_ONCE:
            return


def reveals(container: AsyncContainer) -> Loop:
    """Looks for tests to reveal again and again. A database that is away is waited for."""

    async def loop() -> None:
        while True:
            try:
                await reveal_due(container)
            except Exception as error:
                if not is_transient(error):
                    raise
                log.warning("tests.reveals_wait", trouble=f"{type(error).__name__}: {error}")
            await asyncio.sleep(REVEALS_EVERY_SECONDS)

    return loop
