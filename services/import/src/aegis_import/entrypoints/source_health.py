"""How the sources fare, as an operator watches it: looked at now and then, read whenever metrics are asked for."""

import asyncio
from collections.abc import Sequence

import structlog
from dishka import AsyncContainer
from prometheus_client.registry import Collector

from aegis_chassis.messaging.failures import is_transient
from aegis_chassis.observability.metrics import GaugesOf
from aegis_import.application.queries.sources import SourcesReader, SourceView

log = structlog.get_logger(__name__)

LOOK_EVERY_SECONDS = 30.0
SICK = frozenset({"held", "failing", "incomplete", "overdue"})


class SourceHealth:
    """The worker's loop that looks, and the gauges that tell: by source, failures in a row, age of the content, and
    whether a person should look at it."""

    def __init__(self, container: AsyncContainer, *, look_every: float = LOOK_EVERY_SECONDS) -> None:
        self._container = container
        self._look_every = look_every
        self._sources: Sequence[SourceView] = ()

    @property
    def gauges(self) -> Sequence[Collector]:
        """For the worker's metrics."""
        return (
            GaugesOf(
                "aegis_import_source_failures",
                "Runs of a source that failed in a row.",
                "source",
                lambda: {one.name: float(one.failures_in_a_row) for one in self._sources},
            ),
            GaugesOf(
                "aegis_import_content_age_seconds",
                "Since a source was last read to its end.",
                "source",
                lambda: {
                    one.name: one.content_age_seconds for one in self._sources if one.content_age_seconds is not None
                },
            ),
            GaugesOf(
                "aegis_import_source_sick",
                "1 while a source is held, failing, incomplete or overdue.",
                "source",
                lambda: {one.name: float(one.health in SICK) for one in self._sources},
            ),
        )

    async def look(self) -> None:
        """Reads how the sources fare now."""
        self._sources = await (await self._container.get(SourcesReader)).all()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.look()
            except Exception as error:
                if not is_transient(error):
                    raise
                log.warning("source_health.trouble", trouble=f"{type(error).__name__}: {error}")
            await asyncio.sleep(self._look_every)
