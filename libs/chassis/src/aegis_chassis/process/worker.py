"""A service's worker: its relay, its consumers and whatever else it does by itself."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import structlog
from dishka import AsyncContainer
from prometheus_client.registry import Collector

from aegis_chassis.messaging.bus import Bus
from aegis_chassis.messaging.consumer import Consumer
from aegis_chassis.messaging.handler import Handler
from aegis_chassis.messaging.hearing import Group
from aegis_chassis.messaging.relay import Relay
from aegis_chassis.messaging.wake import Wake
from aegis_chassis.process.housekeeping import housekeeping
from aegis_kernel.clock import Clock
from aegis_kernel.errors import Away

log = structlog.get_logger(__name__)

Loop = Callable[[], Awaitable[None]]
"""Runs until cancelled."""


class Worker:
    """The loops of one service, by name, and what keeps them from their work."""

    def __init__(
        self,
        relay: Relay,
        consumers: Mapping[str, Consumer],
        others: Mapping[str, Loop],
        gauges: Sequence[Collector] = (),
    ) -> None:
        self.relay = relay
        self.consumers = consumers
        self.gauges = tuple(gauges)
        self.loops: dict[str, Loop] = {
            "relay": relay.run,
            **{name: consumer.run for name, consumer in consumers.items()},
            **others,
        }

    def troubles(self) -> list[str]:
        """What has been away for too long; empty when all is well."""
        found = [self.relay.trouble, *(consumer.trouble for consumer in self.consumers.values())]
        return [trouble for trouble in found if trouble is not None]

    async def check(self) -> None:
        """Raises `Away` when there is trouble: for readiness."""
        if found := self.troubles():
            raise Away("worker_in_trouble", "; ".join(found))


def make_worker(
    *,
    service: str,
    schema: str,
    dsn: str,
    bus: Bus,
    wake: Wake,
    container: AsyncContainer,
    clock: Clock,
    groups: tuple[Group, ...],
    others: Mapping[str, Loop] | None = None,
    gauges: Sequence[Collector] = (),
) -> Worker:
    """A worker with its relay, one consumer a group, and the service's `others`; `gauges` are what it measures of its
    own."""
    consumers = {
        group.name: Consumer(bus, Handler(group, container, clock), container, clock, service=service)
        for group in groups
    }
    own = {"housekeeping": housekeeping(container, clock)}
    return Worker(Relay(dsn, bus, wake, schema=schema), consumers, own | dict(others or {}), gauges)


async def run_loops(loops: Mapping[str, Loop], *, restart_after: float = 1.0) -> None:
    """Runs all until cancelled. A loop that fails is a defect: it is logged whole and started again."""
    async with asyncio.TaskGroup() as group:
        for name, loop in loops.items():
            group.create_task(_kept_running(name, loop, restart_after), name=name)


async def _kept_running(name: str, loop: Loop, restart_after: float) -> Any:
    while True:
        try:
            await loop()
        except Exception:
            log.exception("worker.loop_failed", loop=name, again_in=restart_after)
        else:
            log.error("worker.loop_ended", loop=name, again_in=restart_after)
        await asyncio.sleep(restart_after)
