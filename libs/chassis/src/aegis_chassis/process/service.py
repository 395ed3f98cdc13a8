"""One service, one value, whatever runs it."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

from dishka import AsyncContainer
from litestar import Litestar

from aegis_chassis.database.migrations import Migrations
from aegis_chassis.messaging.bus import Bus
from aegis_chassis.messaging.hearing import Group
from aegis_chassis.messaging.wake import Wake, outbox_channel
from aegis_chassis.process.worker import Worker
from aegis_kernel.clock import Clock
from aegis_kernel.facts import TopicSpec

Job = Callable[[], Awaitable[None]]
"""Runs once, to its end."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What services in one process share. `processes` runs CPU-bound work off the loop. `relays_here` says whether
    this process runs the relays too: else a commit has to wake them by the database."""

    bus: Bus
    clock: Clock
    processes: Executor
    relays_here: bool = True

    def wake_for(self, schema: str) -> Wake:
        """The bell between `schema`'s unit of work and its relay."""
        return Wake(None if self.relays_here else outbox_channel(schema))


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service as `bootstrap/service.py` builds it.

    `owns` are the first path segments below ``/api/v1`` that it answers; gateway configuration, the standalone
    dispatcher and the route test are made from it. `worker` holds its loops (relay, groups, schedules).
    """

    name: str
    owns: frozenset[str]
    container: AsyncContainer
    api: Callable[[], Litestar]
    worker: Worker
    migrations: Migrations
    topics: Sequence[TopicSpec]
    groups: Sequence[Group] = ()
    jobs: Mapping[str, Job] = field(default_factory=dict)
    republish: Callable[[], Awaitable[int]] | None = None
    well_known: frozenset[str] = frozenset()
