"""Jobs: what is done at times, or by hand as ``testing-workflow <job>``."""

import structlog
from dishka import AsyncContainer

from aegis_testing.application.commands.sweep_evidence import SweepEvidence

log = structlog.get_logger(__name__)

SWEEP_EVIDENCE = "sweep-evidence"


async def sweep_evidence(container: AsyncContainer) -> None:
    """Sweeps bytes away that no evidence has. It may run twice, and at the same time."""
    async with container() as scope:
        swept = await (await scope.get(SweepEvidence))()
    log.info("evidence.swept", objects=swept)
